/** What is measured, and for how long. */
import { setTimeout } from 'node:timers/promises'
import { PARTS as MIXED } from '../mixed/parts.mjs'
import { workerMemory, startMeter } from './process.mjs'
import { QUEUE_MEASURES, queues } from './queues.mjs'

/** Milliseconds that a default run can afford on two processors. */
const WARM_UP = 250
const TIME = 600

/** On one processor, what compiles the code has to share it. */
const PINNED_WARM_UP = 1000

/** A few large values are not enough for code to be compiled. */
const GRAPH_WARM_UP = 1000

const LEAST_BULKS = 8
const LEAST_GRAPHS = 5

/** How long a pool that has worked is left alone before its memory is looked at. */
const REST = 500

/** Calls to each worker before that. */
const SETTLING_CALLS = 200

export const ITEMS = 100_000

/** How many milliseconds a queue may take to be empty again. */
const QUEUE_PATIENCE = { own: 90_000, rival: 8000 }

const roundTrips = async (subject, name, warmUp) => {
  const samples = await subject.roundTrips(warmUp, TIME)
  return {
    [`${name}-p50`]: samples.quantile(0.5) * 1000,
    [`${name}-p99`]: samples.quantile(0.99) * 1000,
  }
}

const rate = async (subject, { kind }, name, outstanding) => {
  const { count, ms, cpu } = await subject.rate(name, outstanding, WARM_UP, TIME, () =>
    startMeter(kind === 'threads'),
  )
  return { perSecond: (count * 1000) / ms, cpu }
}

const megabytes = (bytes) => bytes / 2 ** 20

const idle = async (subject, _adapter, { rss }) => {
  await subject.settle()
  for (let i = 0; i < SETTLING_CALLS; i++) await subject.noop()
  await setTimeout(REST)
  // First, as reading what the system says of every process takes megabytes here.
  const growth = megabytes(process.memoryUsage.rss() - rss)
  const sizes = workerMemory()
  return {
    // Threads have no memory of their own that could be told from the parent's.
    memory: sizes.length === 0 ? undefined : sizes.reduce((a, b) => a + b) / sizes.length,
    growth,
  }
}

/**
 * Each part runs in a process of its own. A workload gives its measures by name; `undefined` for what cannot be
 * measured here, and `mark` for what must be said about the result. It is told the adapter, and the number of the
 * round and the memory of the process before it had the library. Some need more patience than others.
 */
export const PARTS = {
  pinned: [
    {
      measures: ['noop-pinned-p50', 'noop-pinned-p99'],
      run: (subject) => roundTrips(subject, 'noop-pinned', PINNED_WARM_UP),
    },
  ],
  free: [
    {
      measures: ['noop-free-p50', 'noop-free-p99'],
      run: (subject) => roundTrips(subject, 'noop-free', WARM_UP),
    },
    {
      measures: ['noop-64', 'cpu-64-parent', 'cpu-64-workers'],
      run: async (subject, adapter) => {
        const { perSecond, cpu } = await rate(subject, adapter, 'noop', 64)
        return {
          'noop-64': perSecond,
          'cpu-64-parent': cpu?.parent,
          'cpu-64-workers': cpu?.workers,
        }
      },
    },
    {
      measures: ['noop-1000'],
      run: async (subject, adapter) => ({
        'noop-1000': (await rate(subject, adapter, 'noop', 1000)).perSecond,
      }),
    },
    {
      measures: ['echo-1'],
      run: async (subject, adapter) => ({
        'echo-1': (await rate(subject, adapter, 'echo', 1)).perSecond,
      }),
    },
    {
      measures: ['echo-64'],
      run: async (subject, adapter) => ({
        'echo-64': (await rate(subject, adapter, 'echo', 64)).perSecond,
      }),
    },
    {
      measures: ['graph'],
      run: async (subject) => ({
        graph: (await subject.graph?.(GRAPH_WARM_UP, TIME, LEAST_GRAPHS))?.quantile(0.5),
      }),
    },
    {
      measures: ['bulk'],
      run: async (subject, { lacks }) => {
        if (lacks?.bulk !== undefined) return {}
        const { samples, mark } = await subject.bulk(WARM_UP, TIME, LEAST_BULKS)
        return { bulk: samples.quantile(0.5), mark }
      },
    },
  ],
  items: [
    {
      measures: ['items'],
      run: async (subject) => {
        const samples = await subject.items(ITEMS, TIME)
        return { items: samples && (ITEMS * 1000) / samples.quantile(0.5) }
      },
    },
  ],
  allocation: [
    {
      measures: ['heap-parent', 'heap-worker'],
      run: async (subject) => {
        const { parent, worker } = await subject.allocation(64, WARM_UP, TIME)
        return { 'heap-parent': parent, 'heap-worker': worker }
      },
    },
  ],
  idle: [{ measures: ['memory', 'growth'], run: idle }],
  queue: [
    {
      measures: QUEUE_MEASURES,
      patience: QUEUE_PATIENCE.own,
      run: ({ pool }, { role }) => queues(pool.noop, QUEUE_PATIENCE[role]),
    },
  ],
  mixed: MIXED.map((part) => ({
    measures: part.measures,
    run: ({ pool }, _adapter, { round }) => part.drive(pool, round),
  })),
  // Before there is a pool, so without a subject.
  cold: [{ measures: ['cold'], run: undefined }],
}

/** Where more than one worker would only confuse. */
export const workersOf = (part) => (part === 'allocation' ? 1 : 2)
