/** The rows of the report. */

export const LESS = 'lower is better'
const MORE = 'higher is better'

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
    key: 'cold',
    title: 'cold start',
    unit: 'ms',
    better: LESS,
    note: 'In a fresh page, from before the library is fetched (from this machine, minified, nothing cached) to the first result of a pool of one worker. Three per round.',
  },
]
