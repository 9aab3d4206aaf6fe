/** Which measures are drawn. */
import { LIMITS } from '../mixed/limit.mjs'
import { ADAPTERS } from '../pool/adapters.mjs'
import { LESS, measureOf } from '../pool/measures.mjs'
import { bars } from './bars.mjs'
import { TYPED } from './node.mjs'

/** Where values spread over decades, so that the others could be seen at all. */
const LOGARITHMIC = true

const PLOTS = [
  { key: 'noop-pinned-p50', title: 'No-op, one at a time, one CPU, p50', scale: LOGARITHMIC },
  { key: 'noop-pinned-p99', title: 'No-op, one at a time, one CPU, p99', scale: LOGARITHMIC },
  { key: 'noop-64', title: 'No-op, 64 outstanding', scale: LOGARITHMIC },
  { key: 'noop-1000', title: 'No-op, 1000 outstanding', scale: LOGARITHMIC },
  { key: 'echo-64', title: '1 KB object echo, 64 outstanding', hasNoLimit: true },
  { key: 'graph', title: '1 MB graph echo' },
  { key: 'bulk', title: '16 MB Buffer echo' },
  { key: 'items', title: 'Items streamed from a worker', scale: LOGARITHMIC },
  { key: 'cold', title: 'Cold start to the first result' },
  { key: 'once-mean', title: '10 000 mixed calls at once, mean slowdown', scale: LOGARITHMIC },
  { key: 'once-p99', title: '10 000 mixed calls at once, p99 slowdown', scale: LOGARITHMIC },
  { key: 'time-mean', title: 'Mixed calls at 60 % load, mean slowdown', scale: LOGARITHMIC },
  { key: 'time-p99', title: 'Mixed calls at 60 % load, p99 slowdown', scale: LOGARITHMIC },
]

const roleOf = (name) => ADAPTERS[name]?.role ?? 'limit'

/** Who loses types does less, so it is no bar among the others. */
const isComparable = (name, key, hasNoLimit) =>
  !(TYPED.has(key) && ADAPTERS[name]?.isLossy) && !(hasNoLimit && roleOf(name) === 'limit')

/** @returns each with its `file`, its `title`, and its `svg`; the best come first */
export const plots = (adapters, summaries) =>
  PLOTS.flatMap(({ key, title, scale, hasNoLimit = false }) => {
    const { unit, better } = measureOf(key)
    const list = [...adapters, ...Object.keys(LIMITS)]
      .filter((name) => isComparable(name, key, hasNoLimit))
      .map((name) => ({ label: name, role: roleOf(name), value: summaries.median(name, key) }))
      .filter(({ value }) => value !== undefined)
      .toSorted((a, b) => (better === LESS ? a.value - b.value : b.value - a.value))
    if (list.length === 0) return []
    const drawn = { title: `${title}, ${unit}`, more: better, bars: list, isLogarithmic: scale }
    return [{ file: `performance-${key}.svg`, title, svg: bars(drawn) }]
  })
