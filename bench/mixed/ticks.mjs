/** Until everybody is ready, in milliseconds. */
const PAUSE = 100

/**
 * Tells when calls are due, in a thread that sleeps in between. Timers of the event loop come a millisecond apart, ten
 * times as long as most calls take, and a loop that looks at the clock would take a processor away from the workers.
 * @param dues milliseconds from the start
 * @param now of the clock that all threads share
 */
export const tick = (dues, now, tell) => {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  const start = now() + PAUSE
  for (const [i, after] of dues.entries()) {
    const due = start + after
    const left = due - now()
    if (left > 0) Atomics.wait(cell, 0, 0, left)
    tell({ i, due })
  }
}
