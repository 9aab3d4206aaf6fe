/** The tables of Node: a row for each adapter. */
import { LIMITS } from '../mixed/limit.mjs'
import { ADAPTERS } from '../pool/adapters.mjs'
import { number, rangeCell } from '../pool/cells.mjs'
import { facts } from '../pool/facts.mjs'
import { GROUPS } from '../pool/measures.mjs'
import { table } from '../pool/table.mjs'
import { Footnotes } from './footnotes.mjs'
import { Summaries } from './summaries.mjs'

const LOSSY = 'dates come back as texts: not the same work'

/** Measures whose values have types that can be lost. */
export const TYPED = new Set(['echo-1', 'echo-64', 'graph', 'bulk'])

const labelOf = (name) => {
  if (ADAPTERS[name] === undefined) return name
  return name === 'invoke' ? '**invoke**' : `${name} (${ADAPTERS[name].kind})`
}

/** In which words a cell has less than all. */
const remarksOn = (name, key, summary) => {
  const { isLossy, lacks } = ADAPTERS[name] ?? {}
  const { failures, tries, reason, mark } = summary
  return [
    lacks?.[key],
    isLossy && TYPED.has(key) && summary.median !== undefined ? LOSSY : undefined,
    mark === undefined ? undefined : `a ${mark} comes back where a Buffer was sent`,
    failures === 0 ? undefined : `failed in ${failures} of ${tries}: ${reason}`,
  ].filter(Boolean)
}

const cellOf = (summaries, name, { key }, footnotes) => {
  const summary = summaries.of(name, key)
  const text = summary.median === undefined ? '—' : number(summary.median)
  const marks = remarksOn(name, key, summary).map((remark) => footnotes.mark(remark))
  return `${text}${marks.length > 0 ? ` ${marks.join(' ')}` : ''}`
}

/** How many times what the limit of the same run takes; only where calls are made one at a time, for the rest is no call. */
const ratioColumns = (summaries, measures) =>
  measures
    .filter(({ key }) => key.startsWith('noop-pinned'))
    .map((measure) => ({
      head: `${measure.title}, × limit`,
      cell: (name) => {
        const [own, limit] = [name, 'limit'].map((one) => summaries.median(one, measure.key))
        return own === undefined || limit === undefined ? '—' : (own / limit).toFixed(2)
      },
    }))

const section = ({ title, measures }, names, summaries, footnotes) => {
  const told = names.filter((name) => measures.some(({ key }) => summaries.of(name, key).tries > 0))
  const shown = measures.filter(({ key }) => told.some((name) => summaries.of(name, key).tries > 0))
  if (shown.length === 0) return undefined
  const heads = shown.map((measure) => `${measure.title}, ${measure.unit}`)
  const ratios = ratioColumns(summaries, shown)
  const medians = table([
    ['median', ...heads, ...ratios.map(({ head }) => head)],
    ...told.map((name) => [
      labelOf(name),
      ...shown.map((measure) => cellOf(summaries, name, measure, footnotes)),
      ...ratios.map(({ cell }) => cell(name)),
    ]),
  ])
  const ranges = table([
    ['least – most', ...heads],
    ...told.map((name) => [
      labelOf(name),
      ...shown.map(({ key }) => rangeCell(summaries.of(name, key))),
    ]),
  ])
  return { title, medians, ranges }
}

/** @returns for each group its `title`, its `medians` and `ranges`, and the remarks on all of them */
export const nodeTables = (results) => {
  const summaries = new Summaries(results)
  const footnotes = new Footnotes()
  const names = [...results.adapters, ...Object.keys(LIMITS)]
  const sections = GROUPS.map((group) => section(group, names, summaries, footnotes))
  return { sections: sections.filter(Boolean), remarks: footnotes.text() }
}

/** For the terminal. */
export const nodeReport = (results) => {
  const { sections, remarks } = nodeTables(results)
  const took = results.rounds.map(({ seconds }) => `${Math.round(seconds)} s`).join(', ')
  return [
    facts(results),
    ...sections.map(({ title, medians }) => `## ${title}\n\n${medians}`),
    remarks,
    `A round took ${took}.`,
  ].join('\n\n')
}
