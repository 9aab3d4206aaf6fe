/** The memory of parent and worker, as Markdown. */
import { table } from '../../pool/table.mjs'

const STEPS = {
  bare: 'a bare process',
  rehearsed: 'what the bench itself does, once',
  builtins: '`node:child_process`, `node:net` and `node:stream`',
  library: 'the import of the library',
  pool: 'two workers and 200 calls',
}

const KINDS = {
  bare: 'a bare child with a pipe',
  channel: 'with Node’s channel',
  module: 'with the module of the bench',
  first: 'ours, after its first call',
  many: 'ours, after 200 calls',
}

const megabytes = (value) => value.toFixed(1)

const signed = (value) => `${value < 0 ? '−' : '+'}${megabytes(Math.abs(value))}`

const rowsOf = (names, sizes) =>
  Object.entries(names).map(([key, name], i, all) => {
    const { rss, heap } = sizes[key]
    const before = i === 0 ? undefined : sizes[all[i - 1][0]].rss
    const growth = before === undefined ? '' : signed(rss - before)
    return [name, megabytes(rss), growth, megabytes(heap)]
  })

const HEADS = ['RSS, MB', 'more', 'heap, MB']

export const memoryTables = ({ parent, worker, code }) => {
  const sizes = [...Object.values(parent), ...Object.values(worker)]
  const failed = sizes.find((size) => size.failed !== undefined)?.failed
  if (failed !== undefined) return `No profile of the memory: ${failed}.`
  return [
    `Step by step; the heap of JavaScript is measured after a collection. The code of the library is a text of ${code.parent} KB in the parent and of ${code.worker} KB in a worker.`,
    table([['parent, after', ...HEADS], ...rowsOf(STEPS, parent)]),
    table([['worker', ...HEADS], ...rowsOf(KINDS, worker)]),
  ].join('\n\n')
}
