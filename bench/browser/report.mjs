/** Writes the results down as Markdown. */
import { medianCell, rangeCell } from '../pool/cells.mjs'
import { facts } from '../pool/facts.mjs'
import { summarize } from '../pool/statistics.mjs'
import { table } from '../pool/table.mjs'
import { ADAPTERS } from './adapters.mjs'
import { comparison } from './comparison.mjs'
import { MEASURES } from './measures.mjs'

const SCOPES = { dedicated: 'Dedicated workers', shared: 'SharedWorkers' }

/** One summary per measure and adapter. */
const summaries = (names, rounds) =>
  MEASURES.map((measure) => {
    const byName = Object.fromEntries(
      names.map((name) => [
        name,
        summarize(
          rounds.flatMap(({ outcomes }) => outcomes[name]),
          measure.key,
        ),
      ]),
    )
    const medians = Object.fromEntries(names.map((name) => [name, byName[name].median]))
    return { measure, byName, medians }
  }).filter(({ byName }) => names.some((name) => byName[name].tries > 0))

const section = (title, names, rounds) => {
  const rows = summaries(names, rounds)
  const head = names.map((name) => ADAPTERS[name].label)
  const label = ({ title: text, unit }) => `${text}, ${unit}`
  const medians = table([
    ['median', ...head],
    ...rows.map(({ measure, byName }) => [
      label(measure),
      ...names.map((name) => medianCell(byName[name])),
    ]),
  ])
  const ranges = table([
    ['least – most', ...head],
    ...rows.map(({ measure, byName }) => [
      label(measure),
      ...names.map((name) => rangeCell(byName[name])),
    ]),
  ])
  return { compared: comparison(rows, names), text: `### ${title}`, medians, ranges }
}

/** Whether each kind of value was kept in all rounds. */
const kinds = (names, rounds) => {
  const lists = names.map((name) =>
    rounds.flatMap(({ outcomes }) =>
      outcomes[name].flatMap(({ values }) => (values?.kinds === undefined ? [] : [values.kinds])),
    ),
  )
  const [first] = lists.flat()
  if (first === undefined) return undefined
  return table([
    ['kept', ...names.map((name) => ADAPTERS[name].label)],
    ...first.map(([kind], row) => [
      kind,
      ...lists.map((told) =>
        told.length === 0 ? '—' : told.every((list) => list[row][1]) ? 'yes' : 'no',
      ),
    ]),
  ])
}

/** One of each library: the number of its workers does not matter for what is kept. */
const isTypical = (name) => ['own', 'rival'].includes(ADAPTERS[name].role) || name === 'raw'

/** @returns the tables as `text`, and `how` they are made */
export const browserTables = ({ adapters, rounds }) => {
  const sections = Object.entries(SCOPES)
    .map(([scope, title]) => [title, adapters.filter((name) => ADAPTERS[name].scope === scope)])
    .filter(([, names]) => names.length > 0)
    .map(([title, names]) => section(title, names, rounds))
  const kept = kinds(adapters.filter(isTypical), rounds)
  const whole = [
    ...sections.flatMap(({ text, compared, medians, ranges }) => [text, compared, medians, ranges]),
    ...(kept === undefined ? [] : ['### What comes back as it was sent', kept]),
  ]
  const notes = MEASURES.map(({ title, note }) => `- **${title}**: ${note}`).join('\n')
  const how = `\`npm run bench:browser -- --only raw,invoke\` is a quick look, which writes nothing. Every adapter runs in a page of its
own, in turns. Pools have two workers; comlink, threads.js without its Pool, and the raw messages have one. Pages are
isolated (COOP and COEP), scripts minified. Every result is checked. “invoke, 1 worker” is measured in calls, values and
start only. Where the heap or the memory is looked at, V8 is told to show it (\`--expose-gc --track-gc-object-stats\`), in a
browser of its own, and only in the first round, as bytes hardly differ from one to the next. What Node is measured with
on one CPU has no row here: a browser is many processes, which would only wait for each other there.

${notes}`
  return { text: whole.filter(Boolean).join('\n\n'), how }
}

/** For the terminal. */
export const browserReport = (results) =>
  `${facts(results)}\n- ${results.browser}\n\n${browserTables(results).text}`
