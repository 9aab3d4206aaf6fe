import { median } from '../pool/statistics.mjs'

/** The value that so large a part of a sorted list does not exceed. */
const quantile = (sorted, part) =>
  sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

/** What one replay came to, in numbers. */
export const outcomeOf = ({ slowdown, wait }) => {
  const sorted = slowdown.toSorted()
  return {
    mean: mean(sorted),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    most: sorted.at(-1),
    /** In seconds. */
    longestWait: wait.reduce((most, time) => Math.max(most, time), 0) / 1000,
  }
}

/** The same with deadlines and priorities. @param termsOf the terms of a call, by its number */
export const punctualityOf = ({ slowdown, wait }, { service }, termsOf) => {
  const [preferred, others] = [[], []]
  let dated = 0
  let missed = 0
  for (let i = 0; i < slowdown.length; i++) {
    const terms = termsOf(i)
    if (terms?.weight !== undefined) preferred.push(slowdown[i])
    else if (terms === undefined) others.push(slowdown[i])
    else dated++
    if (wait[i] + service[i] > (terms?.deadline ?? Infinity)) missed++
  }
  return { missed: missed / dated, preferred: mean(preferred), others: mean(others) }
}

/** For each name, the median of what several replays came to. */
export const medians = (outcomes) =>
  Object.fromEntries(
    Object.keys(outcomes[0]).map((name) => [name, median(outcomes.map((one) => one[name]))]),
  )
