/** The picture of what the clients have seen so far. */

const WIDTH = 30

/** As many workers as are shown one by one. */
const MOST_WORKERS = 8

const bar = (share) => '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '░')

const number = (value) => Math.round(value).toLocaleString('en')

const colored = (text, color) => (process.stdout.isTTY ? `\u001B[${color}m${text}\u001B[0m` : text)

const workerLines = (workers, killed) => {
  const latest = [...workers].slice(-MOST_WORKERS)
  const most = Math.max(...latest.map(([, answers]) => answers))
  const lines = latest.map(([pid, answers]) => {
    const isKilled = killed.has(pid)
    const count = number(answers).padStart(8)
    return colored(
      `  ${String(pid).padEnd(8)} ${bar(answers / most)} ${count}${isKilled ? '  killed' : ''}`,
      isKilled ? 31 : 32,
    )
  })
  const before = workers.size - latest.length
  if (before > 0) lines.unshift(`  and ${before} before them`)
  return lines
}

/** All of it as text, for a terminal. */
export const draw = (total, front, killed, seconds) => {
  const rate = number(total.answered / Math.max(seconds, 0.001))
  const each = number(total.answered / Math.max(seconds, 0.001) / Math.max(1, total.working))
  return [
    `${number(total.answered)} requests answered in ${seconds.toFixed(1)} s: ${rate}/s, ${each}/s per worker`,
    `${number(front.accepted)} connections accepted, ${number(total.left)} left by their clients`,
    '',
    `${total.workers.size} workers have answered:`,
    ...workerLines(total.workers, killed),
    '',
    `${killed.size} workers killed`,
    `${number(front.cut)} connections cut by that, ${number(total.broken)} made again by their clients`,
    `${front.again} connections handed over once more, ${total.refused} refused with 503`,
    `the slowest answer took ${number(total.slowest)} ms`,
  ].join('\n')
}
