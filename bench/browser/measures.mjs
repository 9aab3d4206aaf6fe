/** The rows of the report. */
import { KINDS } from '../mixed/calls.mjs'
import { LOAD } from '../mixed/part.mjs'
import { leastOf } from './least.mjs'
import { MIXTURE } from './mixture.mjs'

export const LESS = 'lower is better'
const MORE = 'higher is better'

const MIX = KINDS.map(({ share, cpu }) => `${share * 100} % take ${cpu} ms`).join(', ')

const QUEUED = [
  ['10000', '10 000'],
  ['100000', '100 000'],
]

const QUEUE_NOTE =
  'So many calls that do nothing are made in one go: how long that takes, and how long it then takes until all are done, per call. Whoever would take more than 5 seconds by what fewer calls took has no value; for the library under test, it is 15.'

export const MEASURES = [
  {
    key: 'noop-p50',
    title: 'no-op, one at a time, p50',
    unit: 'µs',
    better: LESS,
    note: 'Round trip of a call without arguments and result. The clock goes in steps of 5 µs.',
  },
  {
    key: 'noop-p99',
    title: 'no-op, one at a time, p99',
    unit: 'µs',
    better: LESS,
    note: 'The same calls; mostly garbage collection and whatever else ran. Trust a factor of 2.',
  },
  {
    key: 'noop-1',
    title: 'no-op, one at a time',
    unit: 'calls/s',
    better: MORE,
    note: 'The same calls, counted: the mean, without the steps of the clock.',
  },
  {
    key: 'noop-1-cpu',
    title: 'CPU per no-op, one at a time',
    unit: 'µs',
    better: LESS,
    note: 'Processor time of the whole browser meanwhile, per call. On a busy machine it says more than the calls per second. Linux only.',
  },
  {
    key: 'noop-64',
    title: 'no-op, 64 outstanding',
    unit: 'calls/s',
    better: MORE,
    note: 'How well calls share the cost of a message.',
  },
  {
    key: 'noop-64-cpu',
    title: 'CPU per no-op, 64 outstanding',
    unit: 'µs',
    better: LESS,
    note: 'As above, for those calls.',
  },
  {
    key: 'noop-1000',
    title: 'no-op, 1000 outstanding',
    unit: 'calls/s',
    better: MORE,
    note: 'As above, with a queue.',
  },
  {
    key: 'echo-p50',
    title: '1 KB object echo, one at a time, p50',
    unit: 'µs',
    better: LESS,
    note: 'A plain object of texts, numbers, lists and a Date, there and back, its types kept.',
  },
  {
    key: 'echo-64',
    title: '1 KB object echo, 64 outstanding',
    unit: 'calls/s',
    better: MORE,
    note: 'The same object; mostly the cost of writing and reading it twice.',
  },
  {
    key: 'echo-64-cpu',
    title: 'CPU per 1 KB object echo, 64 outstanding',
    unit: 'µs',
    better: LESS,
    note: 'As above, for those calls.',
  },
  {
    key: 'graph',
    title: '1 MB graph echo',
    unit: 'ms',
    better: LESS,
    note: '9000 records with dates and lists, which share their owners, and a map of some of them. Median of at least 5 per round; types and references are checked.',
  },
  {
    key: 'copied',
    title: '16 MB ArrayBuffer echo, copied',
    unit: 'ms',
    better: LESS,
    note: 'There and back, one at a time; nobody is told to move it, and the sender keeps it.',
  },
  {
    key: 'moved',
    title: '16 MB ArrayBuffer echo, moved',
    unit: 'ms',
    better: LESS,
    note: 'Transferred there and back. SharedWorkers get a copy all the same, as Chromium has it.',
  },
  {
    key: 'items',
    title: '10 000 small items from the worker',
    unit: 'items/s',
    better: MORE,
    note: 'invoke: a generator, read by `for await`. comlink: a function of the page is called for each item, and awaited at the end. workerpool: events. threads.js: an observable. Raw: a message for each item, or for 256 of them. Only invoke holds a fast producer back here.',
  },
  {
    key: 'items-held',
    title: '10 000 small items, the producer held back',
    unit: 'items/s',
    better: MORE,
    note: 'invoke: as above. comlink: a generator behind a proxy, whose `next()` is awaited for each item. The others have no such thing.',
  },
  {
    key: 'heap-parent',
    title: 'allocated in the page, 64 outstanding',
    unit: 'B/call',
    better: LESS,
    note: 'How much the heap of JavaScript grows by a call that does nothing: the median over many runs of 250 calls, without those in which it was collected, with one worker. The promise and the loop of the bench, a few hundred bytes, are in it for all. What the browser has besides, events and messages on their way, is not in it.',
  },
  {
    key: 'heap-worker',
    title: 'allocated in the worker, 64 outstanding',
    unit: 'B/call',
    better: LESS,
    note: 'The same in the worker.',
  },
  ...QUEUED.flatMap(([key, count], i) => [
    {
      key: `enqueue-${key}`,
      title: `${count} calls that wait: to make`,
      unit: 'µs/call',
      better: LESS,
      note: i === 0 ? QUEUE_NOTE : 'As above.',
    },
    {
      key: `drain-${key}`,
      title: `${count} calls that wait: to be done`,
      unit: 'µs/call',
      better: LESS,
      note: 'The same calls.',
    },
  ]),
  {
    key: 'queue-memory',
    title: 'memory while 30 000 wait',
    unit: 'B/call',
    better: LESS,
    note: 'Of the heap of JavaScript in the page, after a collection, less what as many pending promises take with the functions that settle them. Those without a queue of their own have the calls in messages, which are outside of that heap.',
  },
  {
    key: 'once-mean',
    title: 'mixed calls at once, mean slowdown',
    unit: '×',
    better: LESS,
    note: `${MIXTURE.once} calls in one go, of which ${MIX}. The slowdown of a call is the time from making it to its result, in times of its own. Everybody has two workers, checked to be two: those that have one are opened twice, and the one with the fewest calls gets the next. ${leastOf('once-mean')}`,
  },
  {
    key: 'once-p99',
    title: 'mixed calls at once, p99',
    unit: '×',
    better: LESS,
    note: `The same calls. ${leastOf('once-p99')}`,
  },
  {
    key: 'once-total',
    title: 'mixed calls at once, all',
    unit: 'ms',
    better: LESS,
    note: `Until the last of them was done. ${leastOf('once-total')}`,
  },
  {
    key: 'time-mean',
    title: `mixed calls at ${LOAD * 100} % load, mean slowdown`,
    unit: '×',
    better: LESS,
    note: `${MIXTURE.time} such calls that come as Poisson has it. A worker that sleeps in between tells the page when one is due. ${leastOf('time-mean')}`,
  },
  {
    key: 'time-p99',
    title: `mixed calls at ${LOAD * 100} % load, p99`,
    unit: '×',
    better: LESS,
    note: `The same calls. ${leastOf('time-p99')}`,
  },
  {
    key: 'cold',
    title: 'cold start',
    unit: 'ms',
    better: LESS,
    note: 'In a fresh page, from before the library is fetched (from this machine, minified, nothing cached) to the first result of a pool of one worker. Three per round.',
  },
  {
    key: 'memory',
    title: 'heap of an idle worker',
    unit: 'KB',
    better: LESS,
    note: 'Of JavaScript, with the compiled code, in the only worker of a pool half a second after 200 calls, and collected. What the browser needs for a thread and its heap besides is in “growth of the browser” only.',
  },
  {
    key: 'growth',
    title: 'growth of the heap of the page',
    unit: 'KB',
    better: LESS,
    note: 'The same of the page: from before the library is fetched to then.',
  },
  {
    key: 'browser-growth',
    title: 'growth of the browser',
    unit: 'MB',
    better: LESS,
    note: 'The memory that all its processes have written and share with no other: library, pool and its worker together, from before the library is fetched to then. A SharedWorker has a process of its own. Linux only.',
  },
]
