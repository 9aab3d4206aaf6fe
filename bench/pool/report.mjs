/** Writes the results down as Markdown. */
import { KINDS } from './adapters.mjs'
import { medianCell, rangeCell } from './cells.mjs'
import { facts } from './facts.mjs'
import { MEASURES } from './measures.mjs'
import { summarize } from './statistics.mjs'
import { table } from './table.mjs'

/** One summary per measure and adapter. */
const summaries = ({ adapters, rounds }) =>
  MEASURES.map((measure) => ({
    measure,
    byAdapter: adapters.map((adapter) =>
      summarize(
        rounds.flatMap((round) => round.outcomes[adapter] ?? []),
        measure.key,
      ),
    ),
  }))

const tables = (results) => {
  const { adapters } = results
  const all = summaries(results)
  const head = adapters.map((name) => `${name} (${KINDS[name]})`)
  const invoke = adapters.indexOf('invoke')
  const title = ({ title: text, unit }) => `${text}, ${unit}`
  const medians = all.map(({ measure, byAdapter }) => [
    title(measure),
    measure.better,
    ...byAdapter.map((summary) =>
      medianCell(summary, byAdapter[invoke]?.median === undefined ? undefined : byAdapter[invoke]),
    ),
  ])
  const ranges = all.map(({ measure, byAdapter }) => [
    title(measure),
    ...byAdapter.map((summary) => rangeCell(summary)),
  ])
  const marks = adapters.flatMap((adapter, i) =>
    all
      .map(({ byAdapter }) => byAdapter[i].mark)
      .filter(Boolean)
      .map((mark) => `† ${adapter} gives a ${mark} back where it was sent a Buffer.`),
  )
  return {
    medians: table([['measure', 'direction', ...head], ...medians]),
    ranges: table([['measure', ...head], ...ranges]),
    marks: marks.join('\n'),
  }
}

/** @returns the whole report, and the part of it that goes to the terminal */
export const report = (results) => {
  const { medians, ranges, marks } = tables(results)
  const short = `${medians}\n${marks === '' ? '' : `\n${marks}\n`}`
  const notes = MEASURES.map(({ title, note }) => `- **${title}**: ${note}`).join('\n')
  const text = `# The pool and its peers

${facts(results)}

Each cell: the median of the rounds, and how many times the value of \`invoke\` it is.

${short}
From the least to the most of the rounds:

${ranges}

## How it is made

Again: \`npm run bench\`; \`npm run bench -- --rounds 1 --only limit,invoke\` for a quick look, which replaces these files
as well. Every adapter runs in fresh Node processes, in turns, so that a busy minute meets all of them; two workers
each, which are checked to be two, elsewhere, and to give the right values back. Processes that would use JSON use
the structured clone of Node instead (\`serialization: 'advanced'\`). \`NODE_EXTRA_CA_CERTS\` and \`NODE_OPTIONS\` are
removed, as the first one costs every start of Node tens of milliseconds. \`limit\` is no pool: raw frames over the
same kind of pipe to two bare processes, so what it leaves out is the price of having an API at all.

${notes}

Two adapters whose ranges overlap are not ranked by this. The range of \`limit\`, which hardly computes, shows how quiet
the machine was: where its ends differ by more than a tenth, the margins above do not hold, and other runs compare only
by their ratios.
`
  return { text, short: `${facts(results)}\n\n${short}\n${ranges}` }
}
