import type { Worker } from './worker.js'

/** Which worker has the calls of which key, as long as it takes calls. */
export class Keepers {
  private readonly byKey = new Map<string | number, Worker>()

  of(key: string | number): Worker | undefined {
    return this.byKey.get(key)
  }

  /** From now on, a worker has the calls of a key. */
  keep(key: string | number, worker: Worker): void {
    this.byKey.set(key, worker)
    worker.keys.add(key)
  }

  /** A worker takes no more calls. */
  release(worker: Worker): void {
    for (const key of worker.keys) this.byKey.delete(key)
    worker.keys.clear()
  }
}
