/** What a function is there for, in words. */
import { originOf } from './sources.mjs'

/** As V8's profiler has it: also while bytes are read, as that is done by who waits for them. */
export const IDLE = 'waiting, and reading from the pipe'
export const REST = 'the rest'
const GARBAGE = 'garbage collection'
const ENGINE = 'engine and system, outside of JavaScript'
const WRITING = 'writing to the pipe (system calls)'
const NODE = 'Node’s own JavaScript'
const USER = 'the functions that are called'
const BENCH = 'the bench itself'

const OF_THE_ENGINE = new Map([
  ['(idle)', IDLE],
  ['(garbage collector)', GARBAGE],
])

/** Functions of Node in C++ that make the system call. */
const WRITES = /^write(?:v|Buffers?|String|\w+String)$/

/** As docs/architecture.md has them. */
const ROOMS = {
  'core/clone': 'values as bytes',
  'core/frame': 'frames in packets',
  'core/lift': 'living results',
  'core/schedule': 'who is next, and where',
  'core/pool': 'the pool',
  'core/session': 'the protocol of a connection',
  'core/runner': 'the worker’s side of calls',
  'transports/node': 'pipes and processes',
  'loaders/node': 'modules',
}

const roomOf = (path) => {
  const room = path.replace(/^src\/|\/?[^/]*$/g, '')
  const name = ROOMS[room]
  return name === undefined ? `\`src/${room}\`` : `${name}, \`src/${room}\``
}

const areaOfPlace = (place) => {
  const file = originOf(place)?.file ?? ''
  if (file.startsWith('src/')) return roomOf(file)
  return /^bench\/.*\btask\.mjs$/.test(file) ? USER : BENCH
}

/** What Node does for the bench or for what it calls is theirs; what is written in C++ counts for its caller, unless it writes. */
export const areaOf = (one) => {
  const { name, isNative, url, owner } = one
  if (isNative && WRITES.test(name)) return WRITING
  if (url === '') return OF_THE_ENGINE.get(name) ?? ENGINE
  if (!url.startsWith('node:')) return areaOfPlace(one)
  const area = owner && areaOfPlace({ url: owner, line: 0, column: 0 })
  return area === USER || area === BENCH ? area : NODE
}

/** Whether it is none of what is profiled, but makes the calls or is called. */
export const isForeign = (one) => [USER, BENCH].includes(areaOf(one))
