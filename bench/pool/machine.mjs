/** Where and with what the numbers were made. */
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'
import { setTimeout } from 'node:timers/promises'

const versionIn = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).version

const versionOf = (name) =>
  name === 'invoke'
    ? versionIn('../../package.json')
    : versionIn(`../node_modules/${name}/package.json`)

/** @param packages whose versions are told */
export const describeMachine = (packages) => ({
  date: new Date().toISOString(),
  node: process.version,
  system: `${platform()} ${release()}`,
  processor: cpus()[0]?.model ?? 'unknown',
  processors: availableParallelism(),
  memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
  load: loadavg().map((load) => Number(load.toFixed(2))),
  versions: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
})

const times = () => {
  let busy = 0
  let all = 0
  for (const { times: time } of cpus()) {
    const sum = time.user + time.nice + time.sys + time.idle + time.irq
    all += sum
    busy += sum - time.idle
  }
  return { busy, all }
}

const WATCH = 250

/** How much of the machine others use while this does nothing: 0 to 1, in coarse steps. */
export const foreignLoad = async () => {
  const before = times()
  await setTimeout(WATCH)
  const after = times()
  return after.all === before.all ? 0 : (after.busy - before.busy) / (after.all - before.all)
}

const stealTimes = () => {
  try {
    const [line] = readFileSync('/proc/stat', 'utf8').split('\n')
    const [, ...ticks] = line.split(/\s+/).map(Number)
    // The two last ones, for guests, are in the first ones already.
    return { stolen: ticks[7], all: ticks.slice(0, 8).reduce((sum, tick) => sum + tick, 0) }
  } catch {
    return undefined
  }
}

/** Starts to watch; gives what tells how much the host of a virtual machine took away since: 0 to 1. */
export const watchSteal = () => {
  const before = stealTimes()
  return () => {
    const after = stealTimes()
    if (before === undefined || after === undefined) return undefined
    return (after.stolen - before.stolen) / (after.all - before.all)
  }
}
