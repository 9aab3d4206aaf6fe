/** Whether a worker still lives, told by a lock that it holds: nothing else tells that. */

/** Differs from that of every other worker of the origin. */
const newName = (): string => `invoke:worker:${performance.timeOrigin}:${Math.random()}`

/**
 * Takes a lock and holds it for as long as this worker lives. Resolves to its name; to `undefined` where there are no locks:
 * on pages that are not secure, and where they are forbidden.
 */
export const holdLock = (): Promise<string | undefined> => {
  // It is there according to the types.
  const { locks } = navigator as { locks?: LockManager }
  if (locks === undefined) return Promise.resolve(undefined)
  const name = newName()
  return new Promise((resolve) => {
    const held = () => {
      resolve(name)
      return new Promise<never>(() => undefined)
    }
    locks.request(name, held).catch(() => resolve(undefined))
  })
}

/** Calls back when nobody holds a lock any more; gives a function that stops to wait for that. */
export const watchLock = (name: string, gone: () => void): (() => void) => {
  const controller = new AbortController()
  const { signal } = controller
  navigator.locks.request(name, { signal }, gone).catch(() => {
    // It was stopped; or the page is being closed.
  })
  return () => controller.abort()
}
