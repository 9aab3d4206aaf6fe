/** V8's profile of the thread at hand, as the time of each function. */
import { Session } from 'node:inspector'
import { collect } from '../../pool/collect.mjs'
import { mainThreadTimes } from '../../pool/process.mjs'

/** Microseconds. Each sample wakes a process that sleeps, so with more of them the profile would be one of itself. */
const INTERVAL = 500

/** Whoever has no processor gets one sample for all of that time; no function has taken so long. */
const MOST = 2 * INTERVAL

/** The nearest in the chain of callers that fits, beginning with the function itself. */
const nearest = (node, fits) => {
  let caller = node
  while (caller !== undefined && !fits(caller.callFrame.url)) caller = caller.parent
  return caller?.callFrame
}

/**
 * What has no file is written in C++ and has its caller's place. `owner` is the nearest file that is not of Node.
 */
const describe = (node) => {
  const { functionName: name, url } = node.callFrame
  const place = nearest(node, (one) => one !== '') ?? node.callFrame
  return {
    name,
    isNative: url === '',
    url: place.url,
    line: place.lineNumber,
    column: place.columnNumber,
    owner: nearest(node, (one) => one.startsWith('file:'))?.url,
  }
}

/** @returns each function with the microseconds of its own `time` */
const timesOf = ({ nodes, samples, timeDeltas }) => {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  for (const node of nodes) {
    for (const child of node.children ?? []) byId.get(child).parent = node
  }
  const functions = new Map()
  for (const [i, id] of samples.entries()) {
    const found = describe(byId.get(id))
    const key = JSON.stringify(found)
    const known = functions.get(key) ?? { ...found, time: 0 }
    // They are not always in order.
    known.time += Math.min(MOST, Math.max(0, timeDeltas[i]))
    functions.set(key, known)
  }
  return [...functions.values()]
}

const sum = ({ worked, waited }) => worked + waited

export class CpuProfile {
  #session = new Session()
  #before

  async start() {
    this.#session.connect()
    await this.#post('Profiler.enable')
    await this.#post('Profiler.setSamplingInterval', { interval: INTERVAL })
    // V8 lists all functions now, and waits for itself forever when it has to collect garbage meanwhile (seen on Node 20).
    collect()
    await this.#post('Profiler.start')
    this.#before = mainThreadTimes(process.pid)
  }

  /**
   * @returns the `functions`, how many `samples` they are of, and how many microseconds the thread has `slept`: `undefined`
   * where nobody counts
   */
  async stop() {
    const after = mainThreadTimes(process.pid)
    const { profile } = await this.#post('Profiler.stop')
    this.#session.disconnect()
    const wall = profile.endTime - profile.startTime
    return {
      functions: timesOf(profile),
      samples: profile.samples.length,
      slept: after && wall - (sum(after) - sum(this.#before)),
    }
  }

  #post(method, parameters) {
    return new Promise((resolve, reject) => {
      this.#session.post(method, parameters, (error, result) => {
        if (error) reject(new Error(`${method}: ${error.message}`))
        else resolve(result)
      })
    })
  }
}
