/** `npm run bench:schedule`: what it costs to choose who is next, and where, by how much there is to choose from. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { HeldLocks } from './held-locks.mjs'
import { Staff } from './staff.mjs'
import { Crowd, deadlineCost, exactCost, lineCost, METHODS, QUEUE_COSTS } from './waiting.mjs'

const QUEUED = [1e3, 1e4, 1e5, 1e6]
const WORKERS = [1e2, 1e3, 1e4, 1e5]

/** Each row with a cell for each size. */
const table = (head, sizes, rows) => {
  const lines = Object.entries(rows).map(([name, cells]) => `| ${name} | ${cells.join(' | ')} |`)
  const heads = sizes.map((size) => size.toLocaleString('en'))
  return [
    `| ${head} | ${heads.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(sizes.length)}`,
    ...lines,
  ].join('\n')
}

/** Measures all rows for one size after the other. @param measuresOf gives what makes each cell, by the name of its row */
const measureAll = (sizes, measuresOf) => {
  const rows = {}
  for (const size of sizes) {
    for (const [name, measure] of Object.entries(measuresOf(size))) {
      const cell = measure()
      ;(rows[name] ??= []).push(cell)
      console.log(`${name}, ${size}: ${cell}`)
    }
  }
  return rows
}

const waiting = measureAll(QUEUED, (size) => {
  const crowd = new Crowd(size)
  return Object.fromEntries(
    Object.entries(QUEUE_COSTS).map(([name, cost]) => [name, () => cost(crowd)]),
  )
})

const others = measureAll(QUEUED, (size) => ({
  'a deadline is noted, and the nearest is taken out': () => deadlineCost(size),
  'first come, first served: one out, one in': () => lineCost(size),
  'exact response ratio by a look at each function: one out, one in': () => exactCost(size),
}))

const percent = (part) => `${(part * 100).toFixed(0)} %`

const staff = measureAll(WORKERS, (size) => {
  const half = new Staff(size, 0.5, METHODS)
  const most = new Staff(size, 0.9, METHODS)
  return {
    'half are busy: one comes back, one is found': () => half.turnCost(),
    '90 % are busy: the same': () => most.turnCost(),
    '90 % are busy: the same, and a duration is learned': () => most.completionCost(),
  }
})

const hits = measureAll(WORKERS, (size) => {
  const rows = {}
  for (const modules of [METHODS, 100]) {
    for (const share of [0.5, 0.9]) {
      rows[`${modules.toLocaleString('en')} modules, ${percent(share)} are busy`] = () =>
        percent(new Staff(size, share, modules).hits)
    }
  }
  return rows
})

const locks = measureAll(WORKERS, (size) => {
  const held = new HeldLocks(size)
  return {
    'two that nobody has are taken and given back': () => held.freeCost(),
    'somebody waits for one that is held, and is cancelled': () => held.waitingCost(),
    'one that is held is given back and taken again': () => held.turnCost(),
  }
})

const report = `# Choosing who is next, and where

Nanoseconds for each, medians of rounds of 200 (and the fastest round). \`npm run bench:schedule\` writes this page. Node ${process.version}.

## Calls that wait

${METHODS.toLocaleString('en')} functions that take from 20 µs to 20 s.

${table('calls that wait', QUEUED, waiting)}

Nothing here counts or compares more when more calls wait. What grows is the time in which the processor gets at a call that it has not seen for long: the last row
does nothing but that, and a call that leaves has neighbours in its line, and a place, which are looked at too. To find who is next, the first
call of each class of durations is looked at, and there are 128 classes.

${table('calls that wait', QUEUED, others)}

Deadlines stand in a heap: its depth grows by one with each doubling, and its lower part is far from the processor as well. Only calls with a deadline are in it.

## Workers

${METHODS.toLocaleString('en')} modules; each call is of any of them.

${table('workers', WORKERS, staff)}

How many calls get a worker that has used their module last, so that it need not be loaded:

${table('workers', WORKERS, hits)}

With fewer idle workers than modules, most of these cannot be kept loaded. As above, nothing is counted or compared more among more workers; they and the
names of the modules are farther away.

## Locks

${table('locks that are held', WORKERS, locks)}

The time depends on the locks of the one call; that of the last two rows also on how far away any of so many names is.
`
const results = new URL('../results/', import.meta.url)
mkdirSync(results, { recursive: true })
writeFileSync(new URL('schedule.md', results), report)
