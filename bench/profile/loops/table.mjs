/** Where the time of loops goes, as Markdown. */
import { number } from '../../pool/cells.mjs'
import { table } from '../../pool/table.mjs'
import { REST } from './areas.mjs'
import { LOOPS } from './loops.mjs'

/** What is less everywhere, in percent, is told in one row, and so is what is more than fit a page. */
const LEAST = 2
const ROWS = 11

const sum = (numbers) => numbers.reduce((total, value) => total + value, 0)

const percent = (value) => `${value.toFixed(1)} %`

const areaTable = (columns) => {
  const shares = columns.map(({ areas }) => new Map(areas))
  const names = [...new Set(columns.flatMap(({ areas }) => areas.map(([area]) => area)))]
  const rows = names
    .map((area) => ({ area, values: shares.map((share) => share.get(area) ?? 0) }))
    .filter(({ values }) => Math.max(...values) >= LEAST)
    .toSorted((a, b) => sum(b.values) - sum(a.values))
    .slice(0, ROWS)
  const rest = shares.map((_share, i) => 100 - sum(rows.map(({ values }) => values[i])))
  return table([
    ['% of its time', ...columns.map(({ head }) => head)],
    ...[...rows, { area: REST, values: rest.map((value) => Math.max(0, value)) }].map(
      ({ area, values }) => [area, ...values.map((value) => value.toFixed(1))],
    ),
  ])
}

const listOf = (functions) =>
  functions.map(([name, share]) => `${name} ${percent(share)}`).join(', ')

const time = (micros) => (micros < 1000 ? `${number(micros)} µs` : `${number(micros / 1000)} ms`)

const busyShares = ({ worked, waited }) =>
  `${Math.round(worked * 100)} % / ${Math.round(waited * 100)} %`

/** Nothing where nobody counts. */
const busyText = ({ parent, workers }) => {
  if (parent === undefined) return ''
  // One that is kept for short calls may have had none.
  const active = workers.filter(({ worked }) => worked >= 0.01)
  return ` At work / without a processor: the parent for ${busyShares(parent)} of the time, the ${active.length === 1 ? 'worker' : 'workers'} for ${active.map(busyShares).join(' and ')}.`
}

const costText = (cpu) =>
  cpu === undefined
    ? ''
    : ` A call takes ${time(cpu.parent)} of processor time in the parent and ${time(cpu.workers)} in the workers.`

const undisturbedText = ({ without: { calls, ms, cpu, busy }, perSecond }) =>
  `${number((calls * 1000) / ms)} calls/s, with it ${number(perSecond)}.${busyText(busy)}${costText(cpu)}`

const notesOn = ({ parent, worker, ...rest }, of) =>
  [
    `- **Parent${of}**, by function: ${listOf(parent.functions)}.`,
    `- **Worker${of}**, by function: ${listOf(worker.functions)}.`,
    `- **Without the profiler${of}**: ${undisturbedText(rest)}`,
  ].join('\n')

const samplesOf = ({ parent, worker }) => `${parent.samples} and ${worker.samples} samples`

/** @param profiles of loops, by their keys */
export const loopTables = (profiles) => {
  const told = Object.entries(profiles).filter(([, { failed }]) => failed === undefined)
  const failures = Object.entries(profiles)
    .filter(([, { failed }]) => failed !== undefined)
    .map(([key, { failed }]) => `No profile of ${LOOPS[key].title}: ${failed}.`)
  if (told.length === 0) return failures.join('\n\n')
  const ofs = told.map(([key]) => (told.length === 1 ? '' : `, ${LOOPS[key].short}`))
  const columns = told.flatMap(([, { parent, worker }], i) => [
    { head: `parent${ofs[i]}`, ...parent },
    { head: `worker${ofs[i]}`, ...worker },
  ])
  return [
    ...failures,
    `Profile of ${told.map(([key, profile]) => `${LOOPS[key].title} (${samplesOf(profile)})`).join(', and of ')}:`,
    areaTable(columns),
    told.map(([, profile], i) => notesOn(profile, ofs[i])).join('\n'),
  ].join('\n\n')
}
