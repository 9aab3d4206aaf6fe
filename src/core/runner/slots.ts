import { Numbered } from '../numbered.js'
import { Line, type InLine } from '../schedule/line.js'

/** Who has jobs in a worker. */
export interface SlotUser<J> {
  /** A job has got a slot. */
  admit(job: J): void
  /** Others use the worker, or no longer do. Told only where several share it, and when that changes. */
  occupied(isOccupied: boolean): void
}

/** Who is told what a worker does as a whole. */
export interface SlotWatch {
  /** A job begins that may take long. */
  busy(user: object): void
  /** Nothing runs any more. */
  idle(): void
}

/** A job that has no slot yet. */
class Entry<J> implements InLine {
  ahead: InLine | undefined = undefined
  behind: InLine | undefined = undefined
  line: object | undefined = undefined
  /** The number of its call. */
  readonly id: number
  readonly job: J
  /** Whose it is. */
  readonly share: Share<J>

  constructor(id: number, job: J, share: Share<J>) {
    this.id = id
    this.job = job
    this.share = share
  }
}

/** How many jobs run at a time in a worker, whoever has sent them; the others wait, first in, first out. */
export class Slots<J> {
  private count = Infinity
  private free = Infinity
  private readonly shares = new Set<Share<J>>()
  /** In the order in which they have come. */
  private readonly waiting = new Line<Entry<J>>()
  private goingOn = false
  private isAnyTold = false
  private readonly watch: SlotWatch | undefined

  constructor(watch?: SlotWatch) {
    this.watch = watch
  }

  /** The part of one who sends jobs. */
  share(user: SlotUser<J>): Share<J> {
    const share = new Share(this, user)
    this.shares.add(share)
    return share
  }

  /** For the shares only; so are those below. @param count how many; without a word, there is no limit */
  limit(count: number): void {
    // Those that share a worker should agree; a call that waits for others needs its slot.
    const limit = this.count === Infinity ? count : Math.max(this.count, count)
    this.free = this.count === Infinity ? limit - this.held : this.free + limit - this.count
    this.count = limit
  }

  private get held(): number {
    let held = 0
    for (const share of this.shares) held += share.held
    return held
  }

  take(): boolean {
    if (this.free < 1) return false
    this.free--
    return true
  }

  release(count: number): void {
    this.free += count
    this.goOn()
    if (this.free < this.count || this.waiting.size > 0) return
    if (this.isAnyTold) this.vacate()
    this.watch?.idle()
  }

  wait(entry: Entry<J>): void {
    const { share } = entry
    this.waiting.push(entry)
    for (const other of this.shares) {
      if (other === share || other.held === 0) continue
      this.isAnyTold = true
      share.tell(true)
    }
  }

  drop(entry: Entry<J>): void {
    this.waiting.remove(entry)
  }

  /** One of them runs a job that may take long. */
  occupy(by: Share<J>, user: SlotUser<J>): void {
    this.watch?.busy(user)
    if (this.shares.size === 1) return
    this.isAnyTold = true
    for (const share of this.shares) if (share !== by) share.tell(true)
  }

  leave(share: Share<J>): void {
    this.shares.delete(share)
    for (const entry of share.entries()) this.waiting.remove(entry)
    this.release(share.held)
  }

  /** Gives the slots that are free to those that wait, one after the other, however many end at once. */
  private goOn(): void {
    if (this.goingOn) return
    this.goingOn = true
    while (this.free >= 1) {
      const entry = this.waiting.shift()
      if (entry === undefined) break
      this.free--
      entry.share.admit(entry)
    }
    this.goingOn = false
  }

  /** Nobody runs anything. */
  private vacate(): void {
    this.isAnyTold = false
    for (const share of this.shares) share.tell(false)
  }
}

/** What one who sends jobs has of the slots of a worker. */
export class Share<J> {
  /** How many slots its jobs have. */
  held = 0
  /** Whether it was ever told that others use the worker: then it may have taken jobs that wait for jobs that run. */
  isContested = false
  private readonly slots: Slots<J>
  private readonly user: SlotUser<J>
  /** By the numbers of their calls. */
  private readonly waiting = new Numbered<Entry<J>>()
  private isTold = false
  private hasLeft = false

  constructor(slots: Slots<J>, user: SlotUser<J>) {
    this.slots = slots
    this.user = user
  }

  /** @param count how many jobs run at a time */
  limit(count: number): void {
    this.slots.limit(count)
  }

  /** Takes a slot; gives whether there was one. */
  take(): boolean {
    if (!this.slots.take()) return false
    this.held++
    return true
  }

  /** Gives a slot back, which the first that waits gets. */
  release(): void {
    // What goes on when its sender is gone has no slot any more.
    if (this.hasLeft) return
    this.held--
    this.slots.release(1)
  }

  wait(id: number, job: J): void {
    const entry = new Entry(id, job, this)
    this.waiting.set(id, entry)
    this.slots.wait(entry)
  }

  /** Takes out one that waits; `undefined` when it does not. */
  drop(id: number): J | undefined {
    const entry = this.waiting.get(id)
    if (entry === undefined) return undefined
    this.waiting.delete(id)
    this.slots.drop(entry)
    return entry.job
  }

  /** Those that have no slot yet. */
  *queue(): Generator<J> {
    for (const { job } of this.waiting.values()) yield job
  }

  /** For the slots only. */
  entries(): Iterable<Entry<J>> {
    return this.waiting.values()
  }

  /** A job that has a slot may take long: others should know. */
  occupy(): void {
    this.slots.occupy(this, this.user)
  }

  /** Nobody waits for the jobs any more: those that wait are dropped, and the slots of the others are free. */
  leave(): void {
    if (this.hasLeft) return
    this.hasLeft = true
    this.slots.leave(this)
  }

  /** For the slots only; so is the one below. */
  admit({ id, job }: Entry<J>): void {
    this.waiting.delete(id)
    this.held++
    this.user.admit(job)
  }

  tell(isOccupied: boolean): void {
    if (this.isTold === isOccupied) return
    this.isTold = isOccupied
    if (isOccupied) this.isContested = true
    this.user.occupied(isOccupied)
  }
}
