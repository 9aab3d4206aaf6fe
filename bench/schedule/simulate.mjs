/**
 * `npm run bench:simulate`: what the order of calls does to how long they take. Replays the same calls by
 * several policies, with the queue and the list of workers of the library and a clock that is made up.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { median } from '../pool/statistics.mjs'
import { chart } from './chart.mjs'
import { medians, outcomeOf, punctualityOf } from './outcome.mjs'
import { POLICIES } from './policies.mjs'
import { MIXES, Trace } from './trace.mjs'
import { replay } from './replay.mjs'

const LENGTH = 200_000
/** Heavy traces scatter: of each figure, the median of several is told. */
const SEEDS = { mild: [1, 2, 3], heavy: [1, 2, 3, 4, 5, 6, 7, 8, 9] }
const WORKERS = [2, 16, 256]
const LOADS = [0.7, 0.9]
const OVERLOAD = 1.3
const NAMES = Object.keys(POLICIES)

const traces = Object.fromEntries(
  Object.entries(SEEDS).map(([mix, seeds]) => [
    mix,
    seeds.map((seed) => new Trace(MIXES[mix], LENGTH, seed)),
  ]),
)
const percent = (part) => `${Math.round(part * 100)} %`

/** Three digits, without more than that. */
const figure = (value) =>
  value >= 1000
    ? Math.round(Number(value.toPrecision(3))).toLocaleString('en')
    : String(Number(value.toPrecision(3)))

const table = (heads, rows) =>
  [heads, heads.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

/** What one policy came to on each trace of a mix. */
const trials = (mix, workers, load, policy, more) =>
  traces[mix].map((trace) =>
    outcomeOf(replay(trace, { workers, load, policy: POLICIES[policy], ...more })),
  )

const HEADS = ['mean slowdown', 'p95', 'p99', 'maximum', 'maximum wait, s']
const cellsOf = ({ mean, p95, p99, most, longestWait }) =>
  [mean, p95, p99, most, longestWait].map(figure)

/** How near ours is to the exact choice, on the same traces. */
const nearnessOf = (exact, ours) => {
  const ratios = ours.map(({ mean }, i) => mean / exact[i].mean)
  const [least, middle, most] = [Math.min(...ratios), median(ratios), Math.max(...ratios)]
  return `${middle.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`
}

/** All policies on all mixes. */
const policies = () => {
  const tables = {}
  const groups = []
  const nearness = []
  for (const mix of Object.keys(traces)) {
    const rows = []
    for (const workers of WORKERS) {
      for (const load of LOADS) {
        const all = NAMES.map((name) => trials(mix, workers, load, name))
        const outcomes = all.map(medians)
        groups.push({ name: [`${workers}, ${percent(load)}`, mix], outcomes })
        nearness.push([mix, workers, percent(load), nearnessOf(...all.slice(-2))])
        for (const [i, name] of NAMES.entries()) {
          rows.push([name, workers, percent(load), ...cellsOf(outcomes[i])])
        }
        console.log(mix, workers, load, outcomes.map(({ mean }) => figure(mean)).join(', '))
      }
    }
    tables[mix] = table(['policy', 'workers', 'load', ...HEADS], rows)
  }
  const near = table(['mix', 'workers', 'load', 'ours / exact'], nearness)
  return { tables, near, groups }
}

/** More comes than can be done. */
const overload = () =>
  Object.keys(traces).map((mix) =>
    table(
      [`${mix}, 16 workers, ${percent(OVERLOAD)}`, ...HEADS],
      NAMES.map((name) => [name, ...cellsOf(medians(trials(mix, 16, OVERLOAD, name)))]),
    ),
  )

/** Of ten calls, one counts four times and one is to be done soon. */
const deadlines = () => {
  const rows = []
  for (const [mix, workers] of [
    ['mild', 2],
    ['mild', 16],
    ['heavy', 2],
    ['heavy', 16],
  ]) {
    for (const name of NAMES.filter((policy) => policy !== 'shortest first')) {
      const { missed, preferred, others } = medians(
        traces[mix].map((trace) => {
          const termsOf = (number) => {
            if (number % 10 === 3) return { weight: 4 }
            if (number % 10 === 7) return { deadline: 3 * trace.means[trace.method[number]] + 20 }
            return undefined
          }
          const outcome = replay(trace, { workers, load: 0.9, policy: POLICIES[name], termsOf })
          return punctualityOf(outcome, trace, termsOf)
        }),
      )
      rows.push([
        name,
        mix,
        workers,
        `${(missed * 100).toFixed(1)} %`,
        figure(preferred),
        figure(others),
      ])
      console.log(rows.at(-1).join(', '))
    }
  }
  return table(
    ['policy', 'mix', 'workers', 'deadlines missed', 'mean slowdown, priority 4', 'the others'],
    rows,
  )
}

/** Long calls hold every worker. */
const shortLane = () => {
  const load = 0.7
  const ways = {
    '2 workers': { workers: 2, load },
    'the same, with the short lane': { workers: 2, load, hasLane: true },
    '3 workers for all calls alike': { workers: 3, load: (load * 2) / 3 },
  }
  const rows = Object.entries(ways).map(([name, { workers, load: part, ...more }]) => [
    name,
    ...cellsOf(medians(trials('heavy', workers, part, 'ours', more))),
  ])
  console.log(rows.map((row) => row.slice(0, 2).join(': ')).join(', '))
  return table([`heavy, ${percent(load)} of 2 workers, ours`, ...HEADS], rows)
}

const began = performance.now()
const { tables, near, groups } = policies()
const svg = chart(NAMES, [
  {
    title:
      'Mean slowdown by workers, load and mix: how many times as long a call takes as it would alone',
    groups: groups.map(({ name, outcomes }) => ({
      name,
      values: outcomes.map(({ mean }) => mean),
    })),
    least: 0.8,
    most: 100_000,
    unit: '',
  },
  {
    title: 'Maximum wait of a call by workers, load and mix',
    groups: groups.map(({ name, outcomes }) => ({
      name,
      values: outcomes.map(({ longestWait }) => longestWait),
    })),
    least: 0.001,
    most: 1000,
    unit: ' s',
  },
])
const report = `# What the order of calls does

\`npm run bench:simulate\` writes this page and its picture: the same calls, replayed by four policies with a clock that is made up. *Ours* is the queue of
the library (\`src/core/schedule/response-ratio.ts\`), and all use its averages of what a function takes and its list of workers. *Exact response
ratio* looks at the first call of every function at every choice. The slowdown of a call is the time from its coming to its end, in relation to
what it takes by itself: 1 is a call that did not wait. ${LENGTH.toLocaleString('en')} calls each of 200 functions, some of which are far more popular than
others (Zipf), at random moments (Poisson); the calls of one function differ (lognormal, 0.5). Nothing is real but the
order: messages, starts of workers and processors that are shared cost nothing here. The figures are the same in every run.

![Mean slowdown and maximum wait, by policy](simulation.svg)

## Mild: functions of 0.2 to 46 ms

${tables.mild}

## Heavy: functions of 0.2 ms to 10 s, most of them short (Pareto, 0.6)

Medians of ${SEEDS.heavy.length} traces, which scatter: one long call that is begun at the wrong moment moves a trace of two workers by up to a half. No order helps
where two workers are both in calls of ten seconds: see the short lane below. With 256 workers there is nearly always one that is free.

${tables.heavy}

## How near the classes of duration are to the exact choice

Mean slowdowns in relation, trace by trace: the median, and the extremes.

${near}

## More than can be done

The queue grows until the calls end. First come, first served, all are late alike; by the response ratio, short ones are less so.

${overload().join('\n\n')}

## Deadlines and priorities

90 % load. One call in ten has priority 4, and one in ten a deadline of three times the mean of its function and 20 ms, which only *ours* looks at.
Calls that are late are made all the same.

${deadlines()}

## The short lane

One worker more, for calls of up to 100 ms, while calls of more than a second hold all others: by the rules of the pool, that looks once a
second for calls which take longer than was expected.

${shortLane()}
`
const results = new URL('../results/', import.meta.url)
mkdirSync(results, { recursive: true })
writeFileSync(new URL('simulation.svg', results), svg)
writeFileSync(new URL('simulation.md', results), report)
console.log(`${((performance.now() - began) / 1000).toFixed(0)} s`)
