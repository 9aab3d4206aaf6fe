/** Kills workers, as a lack of memory or an administrator would. */

/**
 * Kills one of the workers that have answered every so many milliseconds.
 * @param {number} every
 */
export const startKiller = (every) => {
  const killed = new Set()
  let seen = []
  const timer = setInterval(() => {
    const alive = seen.filter((pid) => !killed.has(pid))
    const pid = alive[Math.floor(Math.random() * alive.length)]
    if (pid === undefined) return
    killed.add(pid)
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It is gone by itself.
    }
  }, every)
  return {
    killed,
    /** Tells who has answered lately: only those may be killed, or none would ever get to an answer. */
    seen: (pids) => {
      if (pids.length > 0) seen = pids
    },
    stop: () => clearInterval(timer),
  }
}
