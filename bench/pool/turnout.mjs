/** How long a worker is kept busy, so that another one is needed. */
const BUSY = 30

/** How long all workers may take to turn up. */
const PATIENCE = 10_000

/**
 * Resolves when all workers have started.
 * @param who keeps a worker busy for so many milliseconds, and names it
 * @returns their names
 */
export const turnout = async (who, workers) => {
  const seen = new Set()
  const end = performance.now() + PATIENCE
  while (seen.size < workers) {
    if (performance.now() > end) throw new Error(`only ${seen.size} workers`)
    const calls = Array.from({ length: 2 * workers }, () => who(BUSY))
    for (const worker of await Promise.all(calls)) seen.add(worker)
  }
  if (seen.size > workers) throw new Error(`${seen.size} workers`)
  return seen
}
