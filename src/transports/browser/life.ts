/** Whether a worker still lives, told by a lock that it holds: nothing else tells that. */

let last = 0

/** Differs from that of every other worker of the origin. */
const newName = (): string => `invoke:worker:${crypto.randomUUID()}:${++last}`

interface Watch {
  /** The worker holds the lock: from now on, to get it means that the worker is gone. */
  begin(): void
  stop(): void
}

const NOTHING: Watch = { begin: () => undefined, stop: () => undefined }

/**
 * Watches for the end of a worker that cannot say anything any more. Does nothing where there are no locks: on pages that
 * are not secure.
 * @param tell tells the worker the name of the lock
 * @param gone at most once, and not after `stop`
 */
export const watchLife = (tell: (name: string) => void, gone: () => void): Watch => {
  // It is there according to the types.
  const { locks } = navigator as { locks?: LockManager }
  if (locks === undefined) return NOTHING
  const name = newName()
  const controller = new AbortController()
  const { signal } = controller
  tell(name)
  return {
    begin: () => {
      locks.request(name, { signal }, gone).catch(() => {
        // It was stopped; or the page is being closed.
      })
    },
    stop: () => controller.abort(),
  }
}

/** Holds a lock for as long as this worker lives; calls back when it has it. */
export const holdLock = (name: string, held: () => void): void => {
  navigator.locks
    .request(name, () => {
      held()
      return new Promise<never>(() => undefined)
    })
    .catch(() => {
      // Then nobody is told of this worker's end but by itself.
    })
}
