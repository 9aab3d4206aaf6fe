/** Writes the results down as Markdown, with a plot. */
import { ADAPTERS } from '../pool/adapters.mjs'
import { medianCell, rangeCell } from '../pool/cells.mjs'
import { facts } from '../pool/facts.mjs'
import { median, summarize } from '../pool/statistics.mjs'
import { table } from '../pool/table.mjs'
import { KINDS } from './calls.mjs'
import { SHARES } from './outcome.mjs'
import { LOAD, WORKERS } from './part.mjs'
import { AT_ONCE, OVER_TIME, PARTS, WARM_UP } from './parts.mjs'
import { plot } from './plot.mjs'

const TITLES = {
  once: `${AT_ONCE} calls, all at once`,
  time: `${OVER_TIME} calls as they come, at ${LOAD * 100} % load`,
}

const figure = (value) => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)

const titleOf = (name) =>
  ADAPTERS[name] === undefined ? name : `${name.replace('-thread', '')} (${ADAPTERS[name].kind})`

const outcomesOf = ({ rounds }, name) => rounds.flatMap(({ outcomes }) => outcomes[name])

/** A row for each subject, a cell for each column. */
const rowsOf = (results, columns, cell) =>
  table([
    ['', ...columns.map(({ title }) => title)],
    ...results.subjects.map((name) => [
      titleOf(name),
      ...columns.map(({ key }) =>
        cell(
          summarize(outcomesOf(results, name), key),
          summarize(outcomesOf(results, 'invoke'), key),
          name,
        ),
      ),
    ]),
  ])

const mediansOf = (results, columns) =>
  rowsOf(results, columns, (summary, own, name) => {
    const isOwn = name === 'invoke' || own.median === undefined
    return medianCell(summary, isOwn ? undefined : own, figure)
  })

const rangesOf = (results, columns) =>
  rowsOf(results, columns, (summary) => rangeCell(summary, figure))

/** The median of the rounds at each share; nothing of who failed in all. */
const curveOf = (results, name, part) => {
  const curves = outcomesOf(results, name)
    .filter(({ measures }) => measures[0] === part.measures[0])
    .flatMap(({ values }) => (values?.curve === undefined ? [] : [values.curve]))
  return curves.length === 0
    ? []
    : SHARES.map((_share, i) => median(curves.map((curve) => curve[i])))
}

const plotOf = (results) =>
  plot(
    results.subjects.map(titleOf),
    PARTS.map((part) => ({
      title: TITLES[part.name],
      curves: results.subjects.map((name) => curveOf(results, name, part)),
    })),
  )

const sectionOf = (results, part) => `## ${TITLES[part.name]}

${mediansOf(results, part.main)}

From the least to the most of the rounds:

${rangesOf(results, part.main)}

Who pays, and how late the calls were made:

${mediansOf(results, part.more)}
`

const MIX = KINDS.map(({ share, cpu }) => `${share * 100} % take ${cpu} ms`).join(', ')

/** @returns the whole report, its plot, and the part of it that goes to the terminal */
export const report = (results) => {
  const short = PARTS.map((part) => sectionOf(results, part)).join('\n')
  const text = `# Short calls among long ones

${facts(results)}

Of the calls, ${MIX} of processor time. The slowdown of a call is the time from
scheduling it to its result, in times of its own: 1 is a worker that is always free and a way that takes no time. A wait
is that time less its own. Each cell: the median of the rounds, and how many times the value of \`invoke\` it is.

![Which share of the calls had at most which slowdown](mixed.svg)

${short}
## How it is made

Again: \`npm run bench:mixed\`; \`npm run bench:mixed -- --rounds 1\` for a quick look, which replaces these files as
well. Everybody has ${WORKERS} workers, which are checked to be two and elsewhere, and no other options, but that
tinypool’s processes use the structured clone of Node, as in \`npm run bench\`; each runs in fresh Node processes, in turns, without \`NODE_EXTRA_CA_CERTS\` and \`NODE_OPTIONS\`. Before the clock, ${WARM_UP} calls of the same
mixture warm up the code and let those learn who learn. Every result is checked.

- **The calls** are of three functions of one module. They are in an order that is drawn anew for each round, and the same
  for everybody in it; the limits are computed for that order, too.
- **Processor time** is a loop that looks at the clock. Where more runs than there are processors, it does not make up for
  what others took, so a call may compute less than it says: for everybody.
- **The limits** are servers that lose no time between two calls and know beforehand how long each takes. Who has
  begun is not interrupted. When all calls are there at once, nothing has a mean that is noticeably better than shortest
  first; first come, first served is what a plain queue can reach at best. Other programs on the machine, see above,
  slow everybody down but the limits.
- **As they come** is a Poisson process, whose number of calls is fixed. A thread that sleeps in between says when one is
  due. The parent, which shares the processors with the workers, makes it a little later: the slowdown counts from then, and
  “mean since due” from when it was due. All at once, the first call is made when it is due, the last one when all the
  others have been made.
`
  return { text, plot: plotOf(results), short: `${facts(results)}\n\n${short}` }
}
