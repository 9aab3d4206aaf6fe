import { CLASSES, classOf, durationOf } from './scale.js'

/** Durations, counted by class. */
export class Histogram {
  private readonly counts = new Uint32Array(CLASSES)
  private total = 0
  private sum = 0

  get count(): number {
    return this.total
  }

  /** Of all, in milliseconds; 0 when there were none. */
  get mean(): number {
    return this.total === 0 ? 0 : this.sum / this.total
  }

  /** @param duration in milliseconds */
  add(duration: number): void {
    this.counts[classOf(duration)]++
    this.total++
    this.sum += duration
  }

  /** The duration that so large a part of all did not exceed, in milliseconds: within a tenth. */
  quantile(part: number): number {
    let left = part * this.total
    for (const [index, count] of this.counts.entries()) {
      left -= count
      if (count > 0 && left <= 0) return durationOf(index)
    }
    return 0
  }
}
