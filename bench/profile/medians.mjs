/** Many runs of one job into one. */
import { median } from '../pool/statistics.mjs'

/**
 * @param outcomes each `{ values }` or `{ failed }`; what failed is left out, unless all of them did
 * @returns the median of each value, by its name, or why they `failed`
 */
export const mediansOf = (outcomes) => {
  const told = outcomes.map(({ values }) => values).filter((values) => values !== undefined)
  if (told.length === 0) return { failed: outcomes[0].failed }
  const names = Object.keys(told[0])
  return Object.fromEntries(
    names.map((name) => [name, Number(median(told.map((values) => values[name])).toFixed(2))]),
  )
}
