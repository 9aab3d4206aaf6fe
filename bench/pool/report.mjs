/** Writes the results down as Markdown. */
import { KINDS } from './adapters.mjs'
import { MEASURES } from './measures.mjs'
import { summarize } from './statistics.mjs'

const number = (value) => {
  if (value >= 1_000_000) return `${(value / 1e6).toFixed(2)}M`
  if (value >= 10_000) return `${Math.round(value / 1000)}k`
  if (value >= 1000) return `${(value / 1000).toFixed(1)}k`
  if (value >= 100) return value.toFixed(0)
  return value.toFixed(1)
}

const ratio = (value) => `${value.toFixed(value < 10 ? 2 : 0)}×`

const MISSING = '—'

const failure = ({ failures, tries, reason, median }) => {
  if (failures === 0) return ''
  return median === undefined
    ? `failed: ${reason}`
    : ` (failed in ${failures} of ${tries}: ${reason})`
}

const medianCell = (summary, own) => {
  if (summary.median === undefined) return failure(summary) || MISSING
  const { median } = summary
  const share = own === undefined || own === summary ? '' : ` (${ratio(median / own.median)})`
  return `${number(median)}${summary.mark === undefined ? '' : ' †'}${share}${failure(summary)}`
}

const rangeCell = ({ values, least, most, failures }) => {
  if (values.length === 0) return failures === 0 ? MISSING : 'failed'
  return `${number(least)} – ${number(most)}`
}

/** A table that lines up in plain text as well, as it goes to the terminal too. */
const table = (rows) => {
  const texts = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))
  const widths = texts[0].map((_cell, i) => Math.max(3, ...texts.map((row) => row[i].length)))
  const line = (row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`
  const [head, ...rest] = texts
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line)].join('\n')
}

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
  const ranges = all.map(({ measure, byAdapter }) => [title(measure), ...byAdapter.map(rangeCell)])
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

const percent = (share) => `${Math.round(share * 100)} %`

const facts = ({ machine, rounds, pinned, note }) => {
  const loads = rounds.flatMap(({ foreign }) => Object.values(foreign))
  const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length
  return [
    `- ${machine.date}, ${rounds.length} ${rounds.length === 1 ? 'round' : 'rounds'}`,
    `- Node ${machine.node} on ${machine.system}`,
    `- ${machine.processor}, ${machine.processors} CPUs, ${machine.memory}`,
    `- load average at the start: ${machine.load.join(', ')}; used by others right before the measurements: ${percent(mean)} of the machine on average, ${percent(Math.max(...loads))} at most`,
    `- ${Object.entries(machine.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    ...(machine.stolen === undefined
      ? []
      : [
          `- taken away by the host of this virtual machine, if it is one: ${percent(machine.stolen)}`,
        ]),
    ...(pinned ? [] : ['- there is no `taskset` here: the rows “one CPU” are missing']),
    ...(note === undefined ? [] : [`- ${note}`]),
  ].join('\n')
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
