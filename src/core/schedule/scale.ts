/** A scale of durations, by ratios: what falls into one class differs by less than a fifth. */

export const CLASSES = 128
/** Classes for each doubling of the duration. */
const PER_DOUBLING = 4
/** The duration of the first class, in milliseconds. */
const FIRST = 0.01

/** The duration of a class, in milliseconds. */
export const durationOf = (index: number): number => FIRST * 2 ** (index / PER_DOUBLING)

/** One over the duration of each class. */
export const INVERSE = Float64Array.from({ length: CLASSES }, (_, i) => 1 / durationOf(i))

/** The class of a duration in milliseconds: the nearest. */
export const classOf = (duration: number): number => {
  const exact = Math.round(PER_DOUBLING * Math.log2(duration / FIRST))
  return exact > 0 ? Math.min(CLASSES - 1, exact) : 0
}
