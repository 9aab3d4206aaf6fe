import { nowhere } from '../../src/core/schedule/ready.ts'

/** What the list of workers keeps in one. */
export class Worker {
  newer = nowhere.newer
  older = nowhere.older
  level = nowhere.level
  hint = nowhere.hint
  seat = { worker: this }
  rank = 0
  usedFor
  /** Whether it stands beside the others, for short calls. */
  isExtra
  call
  /** Whether what it does is known to be long. */
  isHeld = false
  startedAt = 0

  constructor(isExtra = false) {
    this.isExtra = isExtra
  }
}
