/** What is measured, each part in a page of its own. */
import { turnout } from '../../pool/turnout.mjs'
import { cold } from './cold.mjs'
import { idle } from './idle.mjs'
import { ALLOCATION, WAITING } from './heaps.mjs'
import { MIXED } from './mixed.mjs'
import { fromNothing, inOnePool } from './part.mjs'
import { open, openAll } from './pools.mjs'
import { QUEUES } from './queues.mjs'
import { Subject } from './subject.mjs'
import { settle, WORKLOADS } from './workloads.mjs'

const WORKERS = 2

const openSettled = async (name) => {
  const pool = await open(name, WORKERS)
  await settle(new Subject(pool))
  return pool
}

/** Only to be looked at for what is left on the heap. */
const opened = (workers) => async (name) => {
  const pool = await open(name, workers)
  await pool.noop()
  return pool
}

/** Both of the workers, whatever the library is, and checked to be there. */
const openBoth = async (name) => {
  const pool = await openAll(name, WORKERS)
  await turnout(pool.who, WORKERS)
  return pool
}

/** `times` says how often; where the heap is looked at, a browser is wanted that shows it. */
export const PARTS = {
  warm: inOnePool(WORKLOADS, openSettled),
  mixed: inOnePool(MIXED, openBoth),
  queue: inOnePool(QUEUES, openSettled),
  // First of those, while nothing of another page is ending.
  idle: { ...fromNothing(['memory', 'growth', 'browser-growth'], idle), showsHeap: true },
  allocation: { ...inOnePool(ALLOCATION, opened(1)), showsHeap: true },
  waiting: { ...inOnePool(WAITING, opened(WORKERS)), showsHeap: true },
  // A start is short and varies: one per round would say little.
  cold: { ...fromNothing(['cold'], cold), times: 3 },
}
