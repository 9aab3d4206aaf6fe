/** Puts what two runs came to into tables. */
import Table from 'cli-table3'
import prettyBytes from 'pretty-bytes'

/** @import { Minified } from './minify.js' */

/**
 * @typedef {object} Run
 * @property {string} name
 * @property {number} seconds
 * @property {readonly Minified[]} results
 */

/**
 * @param {readonly Minified[]} results
 * @param {'before' | 'after'} size
 */
const sum = (results, size) => results.reduce((total, result) => total + result[size], 0)

/** @param {string[]} head */
const newTable = (head) => {
  /** @type {('left' | 'right')[]} */
  const colAligns = head.map((_, column) => (column === 0 ? 'left' : 'right'))
  // Without styles the table contains no escape sequence, wherever it is printed.
  return new Table({ head, colAligns, style: { head: [], border: [] } })
}

/**
 * What both runs did, and how long it took them.
 * @param {Run} alone
 * @param {Run} pooled
 */
export const runTable = (alone, pooled) => {
  const runs = [alone, pooled]
  const table = newTable(['', ...runs.map(({ name }) => name)])
  /** @type {(title: string, cell: (run: Run) => string | number) => void} */
  const row = (title, cell) => void table.push([title, ...runs.map(cell)])
  row('files', ({ results }) => results.length)
  row('skipped (not parseable)', ({ results }) => results.filter((r) => r.code === null).length)
  row('bytes before', ({ results }) => prettyBytes(sum(results, 'before')))
  row('bytes after', ({ results }) => prettyBytes(sum(results, 'after')))
  row('seconds', ({ seconds }) => seconds.toFixed(2))
  row('speed-up', ({ seconds }) => `${(alone.seconds / seconds).toFixed(2)} x`)
  return table.toString()
}

/**
 * Which worker did how much.
 * @param {Run} pooled
 */
export const workerTable = ({ results }) => {
  /** @type {Map<number, Minified[]>} */
  const workers = new Map()
  for (const result of results) {
    const done = workers.get(result.pid)
    if (done === undefined) workers.set(result.pid, [result])
    else done.push(result)
  }
  const total = sum(results, 'before')
  const table = newTable(['worker', 'files', 'bytes', 'share'])
  for (const [pid, done] of workers) {
    const bytes = sum(done, 'before')
    table.push([
      `pid ${pid}`,
      done.length,
      prettyBytes(bytes),
      `${((bytes / total) * 100).toFixed(1)} %`,
    ])
  }
  return table.toString()
}
