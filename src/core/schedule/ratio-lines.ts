import { Line, type InLine } from './line.js'
import { CLASSES, INVERSE } from './scale.js'

/** Someone who stands in one of the lines. */
export interface InClass extends InLine {
  /** Since when, in milliseconds on the clock of whoever asks. */
  since: number
  /** The class of its expected duration, by its weight. */
  durationClass: number
}

/** A line for each class of durations, and which of them are not empty. */
export class RatioLines<T extends InClass> {
  private readonly lines: Line<T>[] = Array.from({ length: CLASSES }, () => new Line<T>())
  /** A bit for each class in which someone waits. */
  private readonly occupied = new Int32Array(CLASSES / 32)
  /** How high the ratio was of the last that `highest` gave; -1 when there was none. */
  ratio = -1

  push(item: T): void {
    this.lines[item.durationClass].push(item)
    this.mark(item.durationClass)
  }

  /** To the front of its line. */
  unshift(item: T): void {
    this.lines[item.durationClass].unshift(item)
    this.mark(item.durationClass)
  }

  /** Gives whether it stood here. */
  remove(item: T): boolean {
    const { durationClass } = item
    const line = this.lines[durationClass]
    if (!line.remove(item)) return false
    if (line.size === 0) this.occupied[durationClass >> 5] &= ~(1 << (durationClass & 31))
    return true
  }

  /** Who has the highest response ratio, among the first of each line; at least so high. */
  highest(now: number, least = -1): T | undefined {
    let best: T | undefined
    let highest = least
    for (let word = 0; word < this.occupied.length; word++) {
      // From the shortest on: among equals it is first.
      for (let bits = this.occupied[word]; bits !== 0; bits &= bits - 1) {
        const index = word * 32 + 31 - Math.clz32(bits & -bits)
        const item = this.lines[index].front as T
        const ratio = (now - item.since) * INVERSE[index]
        if (ratio <= highest) continue
        highest = ratio
        best = item
      }
    }
    this.ratio = highest
    return best
  }

  private mark(index: number): void {
    this.occupied[index >> 5] |= 1 << (index & 31)
  }
}
