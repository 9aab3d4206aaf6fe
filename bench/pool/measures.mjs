/** The rows of the report. */

const LESS = 'lower is better'
const MORE = 'higher is better'

export const MEASURES = [
  {
    key: 'noop-pinned-p50',
    title: 'no-op, one at a time, one CPU, p50',
    unit: 'µs',
    better: LESS,
    note: 'Round trip of a call without arguments and result, everything on one CPU (`taskset -c 0`). The most repeatable number here: on a quiet machine, trust differences of 5 %.',
  },
  {
    key: 'noop-pinned-p99',
    title: 'no-op, one at a time, one CPU, p99',
    unit: 'µs',
    better: LESS,
    note: 'The same calls; mostly garbage collection and whatever else ran on that CPU. Trust a factor of 2.',
  },
  {
    key: 'noop-free-p50',
    title: 'no-op, one at a time, free, p50',
    unit: 'µs',
    better: LESS,
    note: 'The same where the kernel may use any CPU. It wakes the worker on the same CPU or on another one that sleeps, which differ by a factor of 3 for everybody, the limit included: compare the ranges, not the medians.',
  },
  {
    key: 'noop-free-p99',
    title: 'no-op, one at a time, free, p99',
    unit: 'µs',
    better: LESS,
    note: 'As above.',
  },
  {
    key: 'noop-64',
    title: 'no-op, 64 outstanding',
    unit: 'calls/s',
    better: MORE,
    note: 'How well calls share the cost of a write and a wake-up. Trust differences of 15 %. The limit answers frames without a promise or a queue, so nothing with an API comes near it.',
  },
  {
    key: 'noop-1000',
    title: 'no-op, 1000 outstanding',
    unit: 'calls/s',
    better: MORE,
    note: 'As above, with a queue.',
  },
  {
    key: 'cpu-64',
    title: 'CPU per no-op, 64 outstanding',
    unit: 'µs',
    better: LESS,
    note: 'Processor time of the parent and its workers during the row “no-op, 64 outstanding”, per call; counted in steps of 10 ms per process. On a busy machine it says more than the calls per second. Linux only.',
  },
  {
    key: 'echo-1',
    title: '1 KB object echo, one at a time',
    unit: 'calls/s',
    better: MORE,
    note: 'A plain object of texts, numbers, lists and a Date, there and back, its types kept (checked). The limit sends 1 KB of raw bytes instead. Not pinned, so it shares the trouble of the free no-op.',
  },
  {
    key: 'echo-64',
    title: '1 KB object echo, 64 outstanding',
    unit: 'calls/s',
    better: MORE,
    note: 'The same object; mostly the cost of encoding and decoding it twice. Trust differences of 15 %.',
  },
  {
    key: 'bulk',
    title: '16 MB Buffer echo',
    unit: 'ms',
    better: LESS,
    note: 'Copied there and back, one at a time; nobody is told to move it. Median of at least 8 per round. Depends on the memory of the machine more than anything else here.',
  },
  {
    key: 'cold',
    title: 'cold start',
    unit: 'ms',
    better: LESS,
    note: 'In a fresh process, from before the import of the library to the first result of a pool of one worker; the start of that process itself is not in it. The limit is a bare `node` child that answers one frame. Several starts per round; trust differences of 10 %.',
  },
  {
    key: 'memory',
    title: 'memory of an idle worker (RSS)',
    unit: 'MB',
    better: LESS,
    note: 'Mean of two workers half a second after 200 calls; most of it is the binary of Node, which all share. Threads have none that could be told from the parent’s. Linux only.',
  },
]
