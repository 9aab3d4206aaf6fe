/** What is measured in one page, and for how long. */
import { keptKinds } from './kinds.mjs'

/** Milliseconds that a default run can afford on two processors. */
const WARM_UP = 300
const TIME = 500

/** How long a page is let work before anything is measured: it is still loading, and its code being compiled. */
const SETTLING = 1000

const LEAST = 5

const ITEMS = 10_000

/** Before the first workload. */
export const settle = async (subject) => {
  await subject.rate('noop', 64, 0, SETTLING / 2)
  await subject.rate('noop', 1, 0, SETTLING / 2)
}

/** A workload gives its measures by name; `undefined` for what an adapter cannot do. */
export const WORKLOADS = [
  {
    measures: ['noop-p50', 'noop-p99', 'noop-1', 'noop-1-cpu'],
    run: async (subject) => {
      const { samples, perSecond, cpu } = await subject.oneByOne('noop', WARM_UP, TIME)
      return {
        'noop-p50': samples.quantile(0.5) * 1000,
        'noop-p99': samples.quantile(0.99) * 1000,
        'noop-1': perSecond,
        'noop-1-cpu': cpu,
      }
    },
  },
  {
    measures: ['noop-64', 'noop-64-cpu'],
    run: async (subject) => {
      const { perSecond, cpu } = await subject.rate('noop', 64, WARM_UP, TIME)
      return { 'noop-64': perSecond, 'noop-64-cpu': cpu }
    },
  },
  {
    measures: ['noop-1000'],
    run: async (subject) => {
      const { perSecond } = await subject.rate('noop', 1000, WARM_UP, TIME)
      return { 'noop-1000': perSecond }
    },
  },
  {
    measures: ['echo-p50'],
    run: async (subject) => {
      const { samples } = await subject.oneByOne('echo', WARM_UP, TIME)
      return { 'echo-p50': samples.quantile(0.5) * 1000 }
    },
  },
  {
    measures: ['echo-64', 'echo-64-cpu'],
    run: async (subject) => {
      const { perSecond, cpu } = await subject.rate('echo', 64, WARM_UP, TIME)
      return { 'echo-64': perSecond, 'echo-64-cpu': cpu }
    },
  },
  {
    measures: ['graph'],
    run: async (subject) => ({ graph: (await subject.graph(TIME, LEAST)).quantile(0.5) }),
  },
  {
    measures: ['copied'],
    run: async (subject) => ({ copied: (await subject.copied(TIME, LEAST)).quantile(0.5) }),
  },
  {
    measures: ['moved'],
    run: async (subject) => ({ moved: (await subject.moved(TIME, LEAST)).quantile(0.5) }),
  },
  {
    measures: ['items'],
    run: async (subject) => ({
      items: perSecond(await subject.stream('stream', ITEMS, TIME, LEAST)),
    }),
  },
  {
    measures: ['items-held'],
    run: async (subject) => ({
      'items-held': perSecond(await subject.stream('streamHeld', ITEMS, TIME, LEAST)),
    }),
  },
  {
    measures: ['kinds'],
    run: async (_subject, pool) => ({ kinds: await keptKinds(pool) }),
  },
]

const perSecond = (samples) =>
  samples === undefined ? undefined : (ITEMS * 1000) / samples.quantile(0.5)
