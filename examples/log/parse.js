/** Reads a part of a web server's log. Runs in a worker, and knows nothing of it. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** Lines between two summaries: few enough for a live view. */
const BATCH = 5000

const LINE = /^(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) (\S+) [^"]*" (\d{3}) (\d+) (\d+)$/

const emptySummary = () => ({ lines: 0, bytes: 0, sent: 0, bad: 0, statuses: {}, failures: [] })

/**
 * Yields a summary for every few thousand lines of those that begin between two bytes of the file.
 * @param {string} path
 * @param {number} from
 * @param {number} to
 */
export async function* parse(path, from, to) {
  // A line that begins before this part belongs to the part before.
  const start = Math.max(0, from - 1)
  let at = start
  let whole = from === 0
  let summary = emptySummary()
  const lines = createInterface({ input: createReadStream(path, { start, encoding: 'latin1' }) })
  for await (const line of lines) {
    const begin = at
    at += line.length + 1
    if (!whole) {
      whole = true
      summary.bytes += at - from
      continue
    }
    if (begin >= to) break
    addLine(summary, line)
    if (summary.lines === BATCH) {
      yield summary
      summary = emptySummary()
    }
  }
  yield summary
}

const addLine = (summary, line) => {
  summary.lines++
  summary.bytes += line.length + 1
  const match = LINE.exec(line)
  if (match === null) {
    summary.bad++
    return
  }
  const [, address, time, method, url, status, size, milliseconds] = match
  summary.sent += Number(size)
  const kind = `${status[0]}xx`
  summary.statuses[kind] = (summary.statuses[kind] ?? 0) + 1
  if (kind !== '5xx') return
  const failure = { time, status: Number(status), request: `${method} ${url}`, address }
  summary.failures.push({ ...failure, milliseconds: Number(milliseconds) })
}
