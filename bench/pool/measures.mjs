/** What is measured, as the tables and plots name it. */
import { KINDS } from '../mixed/calls.mjs'
import { LOAD } from '../mixed/part.mjs'
import { AT_ONCE, OVER_TIME } from '../mixed/parts.mjs'

export const LESS = 'lower is better'
const MORE = 'higher is better'

const group = (title, measures) => ({ title, measures })

const less = (key, title, unit, note) => ({ key, title, unit, better: LESS, note })
const more = (key, title, unit, note) => ({ key, title, unit, better: MORE, note })

const MIX = KINDS.map(({ share, cpu }) => `${share * 100} % take ${cpu} ms`).join(', ')

const QUEUED = [
  ['10000', '10 000'],
  ['100000', '100 000'],
  ['1000000', '1 000 000'],
]

/** One table each, whose columns fit a page. */
export const GROUPS = [
  group('One call at a time', [
    less(
      'noop-pinned-p50',
      'one CPU, p50',
      'µs',
      'Round trip of a call without arguments and result, everything on one CPU (`taskset -c 0`). The most repeatable number here: on a quiet machine, trust differences of 5 %.',
    ),
    less(
      'noop-pinned-p99',
      'one CPU, p99',
      'µs',
      'The same calls; mostly garbage collection and whatever else ran on that CPU. Trust a factor of 2.',
    ),
    less(
      'noop-free-p50',
      'free, p50',
      'µs',
      'The same where the kernel may use any CPU. It wakes the worker on the same CPU or on another one that sleeps, which differ by a factor of 3 for everybody, the limit included: compare the ranges, not the medians.',
    ),
    less('noop-free-p99', 'free, p99', 'µs', 'As above.'),
  ]),
  group('Many calls at a time', [
    more(
      'noop-64',
      '64 outstanding',
      'calls/s',
      'How well calls that do nothing share the cost of a write and a wake-up. Trust differences of 15 %. The limit answers frames without a promise or a queue, so nothing with an API comes near it.',
    ),
    more('noop-1000', '1000 outstanding', 'calls/s', 'As above, with a queue.'),
    less(
      'cpu-64-parent',
      'CPU of the parent',
      'µs/call',
      'Processor time with 64 outstanding, as the scheduler of Linux counts it: of the process that calls; where workers are threads, of its main thread. On a busy machine it says more than the calls per second.',
    ),
    less(
      'cpu-64-workers',
      'CPU of the workers',
      'µs/call',
      'The same of the child processes; of all other threads of the process where workers are threads, which are also those that V8 and libuv have for themselves.',
    ),
    less(
      'heap-parent',
      'allocated in the parent',
      'B/call',
      'How much the heap of JavaScript grows by a call that does nothing, with 64 outstanding and one worker: the median over many runs of 250 calls, without those in which it was collected. The promise and the loop of the bench, a few hundred bytes, are in it for all.',
    ),
    less('heap-worker', 'allocated in the worker', 'B/call', 'The same in the worker.'),
  ]),
  group('Values', [
    more(
      'echo-1',
      '1 KB object, one at a time',
      'calls/s',
      'A plain object of texts, numbers, lists and a Date, there and back, its types kept (checked). The limit sends 1 KB of raw bytes instead. Not pinned, so it shares the trouble of the free no-op.',
    ),
    more(
      'echo-64',
      '1 KB object, 64 outstanding',
      'calls/s',
      'The same object; mostly the cost of encoding and decoding it twice. Trust differences of 15 %.',
    ),
    less(
      'graph',
      '1 MB graph',
      'ms',
      '5000 records with dates, lists and records in them, there and back, one at a time. Median of at least 5 per round; the first one is compared in depth.',
    ),
    less(
      'bulk',
      '16 MB Buffer',
      'ms',
      'Copied there and back, one at a time; nobody is told to move it. Median of at least 8 per round. Depends on the memory of the machine more than anything else here.',
    ),
    more(
      'items',
      'items',
      'items/s',
      '100 000 small objects from a worker to its caller, each way the best that a library has. invoke: `for await` over a generator. capnweb: `for await` over a stream. threads.js: an observable. comlink: a callback. workerpool: `workerEmit`. jest-worker: `messageParent`. piscina and tinypool with threads: a port that is an argument. tinypool with processes: its `channel`. fork: `process.send`. message-port: one `postMessage` for each, and nothing else. limit: frames, 64 in a write. Number and order are checked. Only invoke and capnweb hold a fast producer back.',
    ),
  ]),
  group('Start and memory', [
    less(
      'cold',
      'cold start',
      'ms',
      'In a fresh process, from before the import of the library to the first result of a pool of one worker; the start of that process itself is not in it. The limit is a bare `node` child that answers one frame. Several starts per round; trust differences of 10 %.',
    ),
    less(
      'memory',
      'RSS of an idle worker',
      'MB',
      'Mean of two workers half a second after 200 calls; most of it is the binary of Node, which all share. Threads have none that could be told from the parent’s. invoke has a shell of 2 MB besides, which ends workers whose parent was killed: it is not in it. Linux only.',
    ),
    less(
      'growth',
      'growth of the parent',
      'MB',
      'How much the parent’s RSS grows from before the import of the library to then; where workers are threads, they are in it. The bench has done all that it does once before, without a pool, so what it needs itself is hardly in it. The limit is none here: it keeps half a megabyte of buffers for each child.',
    ),
  ]),
  group('Calls that wait', [
    ...QUEUED.flatMap(([key, count]) => [
      less(`enqueue-${key}`, `${count}: to make`, 'µs/call', undefined),
      less(`drain-${key}`, `${count}: to be done`, 'µs/call', undefined),
    ]),
    less(
      'queue-memory',
      'memory while 1 000 000 wait',
      'B/call',
      'Of the heap of JavaScript, after a collection, less what a million pending promises take with the functions that settle them. Those without a queue of their own have the calls in the pipe, which is outside of that heap.',
    ),
  ]),
  group(`Mixed calls: slowdown`, [
    less(
      'once-mean',
      'at once, mean',
      '×',
      `${AT_ONCE} calls in one go, of which ${MIX}. The slowdown of a call is the time from making it to its result, in times of its own.`,
    ),
    less('once-p99', 'at once, p99', '×', 'The same calls.'),
    less('once-total', 'at once, all', 'ms', 'Until the last of them was done.'),
    less(
      'time-mean',
      `at ${LOAD * 100} % load, mean`,
      '×',
      `${OVER_TIME} such calls that come as Poisson has it.`,
    ),
    less('time-p99', `at ${LOAD * 100} % load, p99`, '×', 'The same calls.'),
  ]),
]

/** How calls that wait are measured, for all of those columns. */
export const QUEUE_NOTE =
  'So many calls that do nothing are made in one go: how long that takes, and how long it then takes until all are done, per call. Whoever would take more than 8 seconds by what fewer calls took has no value; for the library under test, it is 90.'

const all = new Map(GROUPS.flatMap(({ measures }) => measures).map((one) => [one.key, one]))

export const measureOf = (key) => all.get(key)
