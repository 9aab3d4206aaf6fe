/** What is measured, and for how long. */
import { setTimeout } from 'node:timers/promises'
import { childMemory, hasProc, startMeter } from './process.mjs'

/** Milliseconds that a default run of five rounds and six adapters can afford on two processors. */
const WARM_UP = 300
const TIME = 800

const BULK_WARM_UP = 300
const LEAST_BULKS = 8

/** How long a pool that has worked is left alone before its memory is looked at. */
const REST = 500

/** Calls to each worker before that. */
const SETTLING_CALLS = 200

const roundTrips = async (subject, name) => {
  const samples = await subject.roundTrips(WARM_UP, TIME)
  return {
    [`${name}-p50`]: samples.quantile(0.5) * 1000,
    [`${name}-p99`]: samples.quantile(0.99) * 1000,
  }
}

const rate = async (subject, kind, outstanding) => {
  const { count, ms, cpu } = await subject.rate(kind, outstanding, WARM_UP, TIME, startMeter)
  return { perSecond: (count * 1000) / ms, cpu }
}

/**
 * Each part runs in a process of its own. A workload gives its measures by name; `undefined` for what
 * cannot be measured here, and `mark` for what must be said about the result.
 */
export const PARTS = {
  pinned: [
    {
      measures: ['noop-pinned-p50', 'noop-pinned-p99'],
      run: (subject) => roundTrips(subject, 'noop-pinned'),
    },
  ],
  free: [
    {
      measures: ['noop-free-p50', 'noop-free-p99'],
      run: (subject) => roundTrips(subject, 'noop-free'),
    },
    {
      measures: ['noop-64', 'cpu-64'],
      run: async (subject) => {
        const { perSecond, cpu } = await rate(subject, 'noop', 64)
        return { 'noop-64': perSecond, 'cpu-64': cpu }
      },
    },
    {
      measures: ['noop-1000'],
      run: async (subject) => ({ 'noop-1000': (await rate(subject, 'noop', 1000)).perSecond }),
    },
    {
      measures: ['echo-1'],
      run: async (subject) => ({ 'echo-1': (await rate(subject, 'echo', 1)).perSecond }),
    },
    {
      measures: ['echo-64'],
      run: async (subject) => ({ 'echo-64': (await rate(subject, 'echo', 64)).perSecond }),
    },
    {
      measures: ['bulk'],
      run: async (subject) => {
        const { samples, mark } = await subject.bulk(BULK_WARM_UP, TIME, LEAST_BULKS)
        return { bulk: samples.quantile(0.5), mark }
      },
    },
  ],
  idle: [
    {
      measures: ['memory'],
      run: async (subject) => {
        await subject.settle()
        for (let i = 0; i < SETTLING_CALLS; i++) await subject.noop()
        await setTimeout(REST)
        const sizes = hasProc() ? childMemory() : []
        // Threads have no memory of their own that could be told from the parent's.
        if (sizes.length === 0) return { memory: undefined }
        return { memory: sizes.reduce((sum, size) => sum + size, 0) / sizes.length }
      },
    },
  ],
  // Before there is a pool, so without a subject.
  cold: [{ measures: ['cold'], run: undefined }],
}
