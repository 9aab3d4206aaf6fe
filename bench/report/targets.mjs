/** What the library under test should reach, and whether it did: by the medians of a run with everybody in it. */
import { ADAPTERS, NAMES } from '../pool/adapters.mjs'
import { number } from '../pool/cells.mjs'
import { LESS, measureOf } from '../pool/measures.mjs'
import { table } from '../pool/table.mjs'
import { TYPED } from './node.mjs'

const RIVALS = NAMES.filter((name) => ADAPTERS[name].role === 'rival')

/** Whoever loses types does less. */
const rivalsIn = (key) => RIVALS.filter((name) => !(TYPED.has(key) && ADAPTERS[name].isLossy))

const isLess = (key) => measureOf(key).better === LESS

/** @returns its name and median, or `undefined` */
const bestOf = (summaries, key, names = rivalsIn(key)) => {
  const told = names
    .map((name) => ({ name, median: summaries.median(name, key) }))
    .filter(({ median }) => median !== undefined)
    .toSorted((a, b) => (isLess(key) ? a.median - b.median : b.median - a.median))
  return told[0]
}

const ofLimit =
  (key, name = 'limit') =>
  (summaries) =>
    summaries.median(name, key)

const ofBest = (key, kind) => (summaries) =>
  bestOf(
    summaries,
    key,
    rivalsIn(key).filter((name) => kind === undefined || ADAPTERS[name].kind === kind),
  )?.median

const own = (summaries, key) => summaries.median('invoke', key)

/** What a call takes from when it is made until it is done, with so many of them. */
const wholeCall = (summaries, count) =>
  own(summaries, `enqueue-${count}`) + own(summaries, `drain-${count}`)

/**
 * `target` and `aim` are bounds of the ratio to what `base` gives, or of the value itself: at most, or at least where more
 * is better. `limit` names the adapter whose value is the limit.
 */
const ROWS = [
  {
    key: 'noop-pinned-p50',
    title: 'no-op round trip, one CPU, p50',
    base: ofLimit('noop-pinned-p50'),
    of: 'the limit',
    target: 1.33,
    aim: 1.2,
    also: {
      text: 'below piscina',
      holds: (summaries) =>
        own(summaries, 'noop-pinned-p50') < summaries.median('piscina', 'noop-pinned-p50'),
    },
  },
  {
    key: 'noop-pinned-p99',
    title: 'the same, p99',
    base: ofLimit('noop-pinned-p50'),
    of: 'the limit’s p50',
    // 60 µs and 40 µs where the limit's p50 is 13.2 µs.
    target: 60 / 13.2,
    aim: 40 / 13.2,
  },
  {
    key: 'noop-64',
    title: 'no-op, 64 outstanding',
    base: ofBest('noop-64'),
    of: 'the best rival',
    target: 2.2,
    aim: 4,
  },
  {
    key: 'noop-1000',
    title: 'no-op, 1000 outstanding',
    base: ofBest('noop-1000'),
    of: 'the best rival',
    target: 2.8,
    aim: 5,
  },
  {
    key: 'echo-64',
    title: '1 KB object echo, 64 outstanding',
    base: ofBest('echo-64'),
    of: 'the best rival that keeps types',
    target: 1.5,
    aim: 2,
  },
  {
    key: 'graph',
    title: '1 MB graph echo, types kept',
    base: ofBest('graph', 'threads'),
    of: 'the best rival with threads',
    target: 1,
    aim: 1 / 1.3,
  },
  {
    key: 'bulk',
    title: '16 MB Buffer echo',
    base: ofBest('bulk'),
    of: 'the best rival',
    target: 0.65,
    aim: 0.5,
  },
  {
    key: 'items',
    title: 'items streamed, `for await`',
    base: ofLimit('items', 'message-port'),
    of: 'a raw MessagePort',
    target: 1.2,
    aim: 2,
  },
  {
    key: 'cold',
    title: 'cold start to first result',
    base: ofLimit('cold'),
    of: 'a bare child',
    target: 1.15,
    aim: 1.05,
  },
  { key: 'memory', title: 'RSS of an idle worker', target: 43 },
  { key: 'growth', title: 'growth of the parent', target: 1.2 },
  ...['mean', 'p99'].map((part) => ({
    key: `once-${part}`,
    title: `10 000 mixed calls at once, ${part} slowdown`,
    base: ofBest(`once-${part}`),
    of: 'the best rival',
    limit: 'limit, shortest first',
    target: 0.3,
    aim: 0.25,
  })),
  ...['mean', 'p99'].map((part) => ({
    key: `time-${part}`,
    title: `mixed calls at 60 % load, ${part} slowdown`,
    base: ofBest(`time-${part}`),
    of: 'the best rival',
    limit: 'limit, shortest first',
    target: 1,
  })),
  { key: 'queue-memory', title: 'memory of each of 1 000 000 calls that wait', target: 400 },
  {
    key: 'drain-1000000',
    title: '1 000 000 calls, made and done',
    value: (summaries) => wholeCall(summaries, 1_000_000),
    base: (summaries) => wholeCall(summaries, 10_000),
    of: 'a call of 10 000',
    hasNoRival: true,
    target: 1.5,
  },
]

const fits = (key, value, bound) => (isLess(key) ? value <= bound : value >= bound)

const boundText = ({ key, of }, bound) => {
  if (bound === undefined) return '—'
  const sign = isLess(key) ? '≤' : '≥'
  const value = Number(bound.toFixed(2))
  return of === undefined
    ? `${sign} ${value} ${measureOf(key).unit.replace('/call', '')}`
    : `${sign} ${value}×`
}

const withUnit = (key, value) => `${number(value)} ${measureOf(key).unit}`

const verdictOf = ({ key, target, aim, also }, reached, summaries) => {
  if (!(reached >= 0)) return '—'
  if (!fits(key, reached, target)) return '**missed**'
  const isAim = aim !== undefined && fits(key, reached, aim) && (also?.holds(summaries) ?? true)
  return isAim ? 'aim met' : 'target met'
}

const cells = (row, summaries) => {
  const { key, base, of, limit = 'limit', also, hasNoRival } = row
  const value = row.value?.(summaries) ?? own(summaries, key)
  const reference = base?.(summaries)
  const reached = base === undefined ? value : value / reference
  const rival = hasNoRival ? undefined : bestOf(summaries, key)
  const least = hasNoRival ? undefined : summaries.median(limit, key)
  const aim = boundText(row, row.aim)
  return [
    row.title,
    `${boundText(row, row.target)}${of === undefined ? '' : ` ${of}`}`,
    also === undefined ? aim : `${aim}, ${also.text}`,
    value >= 0 ? withUnit(key, value) : '—',
    rival === undefined ? '—' : `${rival.name} ${number(rival.median)}`,
    least === undefined ? '—' : number(least),
    base === undefined || !(reached >= 0) ? '—' : `${reached.toFixed(2)}×`,
    verdictOf(row, reached, summaries),
  ]
}

export const targetTable = (summaries) =>
  table([
    ['measure', 'target', 'aim', 'invoke', 'best rival', 'limit', 'ratio', 'met'],
    ...ROWS.map((row) => cells(row, summaries)),
  ])
