/** Many rounds into one number. */

/** `undefined` for an empty list. */
export const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/**
 * Sums up what all rounds told about one measure of one adapter.
 * @param outcomes each `{ values }` or `{ failed }`
 */
export const summarize = (outcomes, key) => {
  const told = outcomes.filter(({ measures }) => measures.includes(key))
  const failures = told.filter(({ failed }) => failed !== undefined)
  const values = told.map((outcome) => outcome.values?.[key]).filter((value) => value !== undefined)
  const mark = told.find((outcome) => outcome.values?.mark !== undefined)?.values.mark
  return {
    values,
    mark,
    failures: failures.length,
    tries: told.length,
    reason: failures[0]?.failed,
    median: values.length > 0 ? median(values) : undefined,
    least: Math.min(...values),
    most: Math.max(...values),
  }
}
