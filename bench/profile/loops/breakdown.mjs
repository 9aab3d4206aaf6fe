/** Profiles a loop, and sums up where the time goes. */
import { runProfileJob } from '../session.mjs'
import { areaOf, IDLE, isForeign } from './areas.mjs'
import { originOf } from './sources.mjs'

const JOB = new URL('job.mjs', import.meta.url)

const WAITING = 'waiting'
const READING = 'waking up and reading'

/** How many functions are named, besides those that are called. */
const NAMED = 5

/** Adds up the times of what has the same key; the most come first. */
const grouped = (list, keyOf) => {
  const groups = new Map()
  for (const one of list) {
    const key = keyOf(one)
    groups.set(key, (groups.get(key) ?? 0) + one.time)
  }
  return [...groups].toSorted(([, a], [, b]) => b - a)
}

/** To a tenth of a percent. */
const percent = (share) => Number((share * 100).toFixed(1))

/**
 * The system tells how long the thread has slept. What V8 takes for idle besides is the work of the event loop: V8 knows only
 * that no JavaScript runs.
 */
const splitIdle = (idle, slept) => {
  if (slept === undefined) return [[IDLE, idle]]
  const waiting = Math.min(idle, slept)
  return [
    [WAITING, waiting],
    [READING, idle - waiting],
  ]
}

const nameOf = ({ name, isNative, ...place }) => {
  if (isNative) return `\`${name}\` (Node, in C++)`
  const { file, line } = originOf(place) ?? { file: place.url, line: place.line + 1 }
  // Bundlers number what has the same name in two files.
  return name === '' ? `line ${line} (${file})` : `\`${name.replace(/\$\d+$/, '')}\` (${file})`
}

/** @returns `areas` and `functions`, each a list of names and percents */
const breakdown = ({ functions, samples, slept }) => {
  const all = functions.reduce((sum, { time }) => sum + time, 0)
  const areas = grouped(functions, areaOf).flatMap(([area, time]) =>
    area === IDLE ? splitIdle(time, slept) : [[area, time]],
  )
  const own = functions.filter((one) => !one.name.startsWith('(') && !isForeign(one))
  const named = grouped(own, nameOf).slice(0, NAMED)
  const inPercent = (list) => list.map(([name, time]) => [name, percent(time / all)])
  return { samples, areas: inPercent(areas), functions: inPercent(named) }
}

/** @returns how it went `without` a profile, `calls` per second with one, and the breakdowns; or why it `failed` */
export const profileLoop = async (key) => {
  const { values, failed } = await runProfileJob(JOB, key)
  if (failed !== undefined) return { failed }
  const { without, profile } = values
  return {
    without,
    perSecond: (profile.calls / profile.ms) * 1000,
    parent: breakdown(profile.parent),
    worker: breakdown(profile.worker),
  }
}
