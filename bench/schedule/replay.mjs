/** A day in the life of a pool, by a clock of its own. */
import { Duration } from '../../src/core/schedule/duration.ts'
import { NOWHERE, ReadyList } from '../../src/core/schedule/ready.ts'
import { Calendar } from './calendar.mjs'
import { Call } from './call.mjs'
import { Lane } from './lane.mjs'
import { Worker } from './worker.mjs'

/**
 * Replays a trace; gives the wait and the slowdown of each call, which is the time from its coming to its end in
 * relation to what it takes by itself.
 * @param load what comes, in relation to what the workers can do
 * @param policy one of `POLICIES`
 * @param termsOf the weight and deadline of a call, by its number
 * @param hasLane whether one worker more may serve short calls
 */
export const replay = (trace, { workers, load, policy, termsOf, hasLane = false }) => {
  const { length, method, service, gap } = trace
  const interval = trace.meanService / workers / load
  const all = new Duration()
  const durations = trace.means.map(() => new Duration(all))
  const queue = policy(durations)
  const ready = new ReadyList(1)
  const staff = Array.from({ length: workers }, () => new Worker())
  for (const worker of staff) ready.place(worker)
  const lane = hasLane ? new Lane(staff, new Worker(true)) : undefined
  const calendar = new Calendar(workers + 1)
  const wait = new Float64Array(length)
  const slowdown = new Float64Array(length)
  const came = new Float64Array(length)

  const begin = (call, worker, now) => {
    const { number } = call
    if (!worker.isExtra) ready.remove(worker)
    worker.rank = NOWHERE
    worker.usedFor = String(call.method)
    worker.call = call
    worker.startedAt = now
    lane?.began(worker, durations[call.method].expected)
    wait[number] = now - came[number]
    calendar.add(now + service[number], worker)
  }
  const serveShort = (now) => {
    const call = queue.peekShort(now)
    if (call === undefined) return
    const worker = lane.workerAt(now)
    if (worker === undefined) return
    queue.take(call)
    begin(call, worker, now)
  }
  const end = (worker, now) => {
    const { call } = worker
    worker.call = undefined
    durations[call.method].add(service[call.number])
    slowdown[call.number] = (now - came[call.number]) / service[call.number]
    lane?.ended(worker)
    if (!worker.isExtra) {
      worker.rank = 0
      ready.place(worker)
      const next = queue.shift(now)
      if (next !== undefined) begin(next, ready.best(String(next.method), 0, 1), now)
    }
    if (lane !== undefined) serveShort(now)
  }
  const arrive = (number, now) => {
    came[number] = now
    const terms = termsOf?.(number)
    const due = now + (terms?.deadline ?? Infinity)
    const call = new Call(number, method[number], terms?.weight ?? 1, due)
    const worker = queue.size > 0 ? undefined : ready.best(String(call.method), 0, 1)
    if (worker !== undefined) return begin(call, worker, now)
    queue.push(call, now)
    if (lane?.waits(now) === true) serveShort(now)
  }

  let number = 0
  let next = gap[0] * interval
  while (number < length || calendar.size > 0) {
    const look = lane?.lookAt ?? Infinity
    const now = Math.min(next, calendar.first, look)
    if (calendar.first === now) {
      end(calendar.shift(), now)
    } else if (look === now) {
      lane.look(now)
      serveShort(now)
    } else {
      arrive(number, now)
      number++
      next = number < length ? now + gap[number] * interval : Infinity
    }
  }
  return { wait, slowdown }
}
