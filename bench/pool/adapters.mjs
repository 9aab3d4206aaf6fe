/**
 * Who is measured, in the order of the rows: what kind of worker it has here, which package it is of, and for some why
 * they lack a measure. Without `parts`, all of them.
 */
const NO_STREAM = 'nothing comes from a worker but the result of a call'

export const ADAPTERS = {
  limit: {
    kind: 'bare processes',
    role: 'limit',
    parts: ['free', 'pinned', 'idle', 'cold', 'items'],
  },
  'message-port': { kind: 'bare thread', role: 'limit', parts: ['items'] },
  invoke: { kind: 'processes', role: 'own', package: 'invoke' },
  'fork-json': {
    kind: 'processes',
    role: 'rival',
    isLossy: true,
    lacks: { bulk: 'as JSON, 16 MB are a list of 16 million numbers, which takes seconds' },
  },
  'fork-advanced': { kind: 'processes', role: 'rival' },
  tinypool: { kind: 'processes', role: 'rival', package: 'tinypool' },
  workerpool: { kind: 'processes', role: 'rival', package: 'workerpool' },
  'jest-worker': { kind: 'processes', role: 'rival', package: 'jest-worker' },
  'poolifier-cluster': {
    kind: 'processes',
    role: 'rival',
    package: 'poolifier',
    lacks: { items: NO_STREAM },
  },
  piscina: { kind: 'threads', role: 'rival', package: 'piscina' },
  'tinypool-thread': { kind: 'threads', role: 'rival', package: 'tinypool' },
  'workerpool-thread': { kind: 'threads', role: 'rival', package: 'workerpool' },
  'jest-worker-thread': { kind: 'threads', role: 'rival', package: 'jest-worker' },
  poolifier: {
    kind: 'threads',
    role: 'rival',
    package: 'poolifier',
    lacks: { items: NO_STREAM },
  },
  threads: { kind: 'threads', role: 'rival', package: 'threads' },
  comlink: { kind: 'threads', role: 'rival', package: 'comlink' },
  capnweb: { kind: 'threads', role: 'rival', package: 'capnweb' },
}

export const NAMES = Object.keys(ADAPTERS)

/** The packages of some of them. */
export const packagesOf = (names) => [
  ...new Set(names.map((name) => ADAPTERS[name].package).filter(Boolean)),
]
