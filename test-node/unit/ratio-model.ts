/** Someone who waits, as the model knows it. */
interface Entry<T> {
  readonly item: T
  readonly since: number
  readonly expected: number
  readonly durationClass: number
  readonly deadline: number
  /** Whether it waited elsewhere before. */
  readonly again: boolean
  /** Whether it may still be done in time, as far as anyone has looked. */
  hopeful: boolean
}

export type Rule = 'urgent' | 'oldest' | 'ratio'

/** Who may be next, and by which rule. */
export interface Choice<T> {
  readonly rule: Rule
  /** All that are equally good. */
  readonly items: readonly T[]
  /** When the first of them would be done. */
  readonly before: number
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))

/** What the queue says that it does, done by a look at all who wait. */
export class RatioModel<T> {
  /** In the order in which they came, or came back. */
  private entries: Entry<T>[] = []
  private oldestCredit = 0
  private urgentCredit = 1000

  get items(): readonly T[] {
    return this.entries.map(({ item }) => item)
  }

  /** @param again whether it waited elsewhere before */
  add(
    item: T,
    since: number,
    expected: number,
    weight: number,
    deadline: number,
    again: boolean,
  ): void {
    const steps = Math.round(4 * Math.log2(expected / weight / 0.01))
    const durationClass = clamp(steps, 0, 127)
    const hopeful = deadline < Infinity
    this.entries.push({ item, since, expected, durationClass, deadline, again, hopeful })
  }

  remove(item: T): void {
    this.entries = this.entries.filter((entry) => entry.item !== item)
    if (this.entries.length > 0) return
    this.oldestCredit = 0
    this.urgentCredit = 1000
  }

  next(now: number, shortOnly: boolean): Choice<T> | undefined {
    const candidates = this.entries.filter(({ expected }) => !shortOnly || expected <= 100)
    if (candidates.length === 0) return undefined
    const next = (shortOnly ? undefined : this.oldest(now)) ?? this.highest(candidates, now)
    return shortOnly ? next : (this.urgent(now, next.before) ?? next)
  }

  take(item: T, rule: Rule): void {
    const work = this.entries.find((entry) => entry.item === item)?.expected ?? NaN
    if (rule === 'oldest') this.oldestCredit -= work
    else if (this.oldestCredit < 60_000) this.oldestCredit += 0.05 * work
    if (rule === 'urgent') this.urgentCredit -= work
    else if (this.urgentCredit < 1000) this.urgentCredit += 0.5 * work
    this.remove(item)
  }

  private highest(candidates: readonly Entry<T>[], now: number): Choice<T> {
    const ratio = ({ since, durationClass }: Entry<T>) =>
      (now - since) / (0.01 * 2 ** (durationClass / 4))
    const firsts = candidates.filter((entry) => this.isFirst(entry))
    const highest = Math.max(...firsts.map(ratio))
    const best = firsts.filter((entry) => ratio(entry) >= highest * (1 - 1e-12))
    return {
      rule: 'ratio',
      items: best.map(({ item }) => item),
      before: now + best[0].expected,
    }
  }

  /** Whether nobody of the same kind came before it. */
  private isFirst(entry: Entry<T>): boolean {
    const first = this.entries.find(
      ({ durationClass, again, expected }) =>
        durationClass === entry.durationClass &&
        again === entry.again &&
        expected <= 100 === entry.expected <= 100,
    )
    return first === entry
  }

  private urgent(now: number, before: number): Choice<T> | undefined {
    const latest = ({ deadline, expected }: Entry<T>) => deadline - 1.5 * expected - 2
    const due = this.entries
      .filter((entry) => entry.hopeful && latest(entry) <= before)
      .toSorted((a, b) => latest(a) - latest(b))
    for (const entry of due) {
      const { item, expected, deadline } = entry
      if (now + expected <= deadline) {
        const isPaid = this.urgentCredit >= Math.min(expected, 1000)
        return isPaid ? { rule: 'urgent', items: [item], before: now + expected } : undefined
      }
      entry.hopeful = false
    }
    return undefined
  }

  private oldest(now: number): Choice<T> | undefined {
    const { item, since, expected } = this.entries[0]
    if (now - since <= 10_000) return undefined
    const isPaid = this.oldestCredit >= Math.min(expected, 60_000)
    return isPaid ? { rule: 'oldest', items: [item], before: now + expected } : undefined
  }
}
