/** Listens to whether the page still does anything else: a timer that is late tells how long it did not. */

/** Milliseconds between two beats. */
const BEAT = 10

/** @param {(at: number, late: number) => void} heard when a beat came, and how late it was, in milliseconds */
export const listen = (heard) => {
  let last = performance.now()
  // Timers of a hidden page are late on purpose.
  let isFair = !document.hidden
  document.addEventListener('visibilitychange', () => {
    isFair = false
  })
  const beat = () => {
    const now = performance.now()
    if (isFair) heard(now, Math.max(0, now - last - BEAT))
    isFair = !document.hidden
    last = now
    setTimeout(beat, BEAT)
  }
  setTimeout(beat, BEAT)
}
