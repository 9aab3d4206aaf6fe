/** What a program of the documentation prints. */
export const printedBy = async (name: string): Promise<unknown[]> => {
  const { log } = console
  const printed: unknown[] = []
  console.log = (...values: unknown[]) => printed.push(...values)
  try {
    await import(new URL(`/guide/${name}`, location.origin).href)
  } finally {
    console.log = log
  }
  return printed
}
