/** Reports an error that nobody can be handed, as the host reports errors of its own listeners. */
export const report = (error: unknown): void => {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void }
  if (typeof reportError === 'function') return reportError(error)
  setTimeout(() => {
    throw error
  }, 0)
}
