/** Whether a worker or a page still lives, told by a lock that it holds: nothing else tells that. */

/** A lock that is held until it is given back, or until its holder is gone. */
export interface HeldLock {
  readonly name: string
  release(): void
}

/** The locks of the origin, which a browser may lack, and has only on pages that are secure. */
const manager = (): LockManager | undefined => (navigator as { locks?: LockManager }).locks

export const hasLocks = (): boolean => manager() !== undefined

/** Differs from that of every other worker and page of the origin. */
export const newName = (): string => `invoke/${performance.timeOrigin}/${Math.random()}`

/**
 * Takes a lock and holds it. Resolves when it is held; to `undefined` where there are no locks, and where they are
 * forbidden.
 */
export const holdLock = (
  name: string,
  mode: LockMode = 'exclusive',
): Promise<HeldLock | undefined> => {
  const locks = manager()
  if (locks === undefined) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const held = () =>
      new Promise<void>((release) => {
        resolve({ name, release })
      })
    locks.request(name, { mode }, held).catch(() => resolve(undefined))
  })
}

/** Calls back when nobody holds a lock any more; gives a function that stops to wait for that. */
export const watchLock = (name: string, gone: () => void): (() => void) => {
  const controller = new AbortController()
  const { signal } = controller
  navigator.locks.request(name, { mode: 'shared', signal }, gone).catch(() => {
    // It was stopped; or the page is being closed.
  })
  return () => controller.abort()
}
