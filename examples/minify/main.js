/** Minifies the packages that this project installs: in one process, then in a pool of workers. */
import { availableParallelism } from 'node:os'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import prettyBytes from 'pretty-bytes'
import { findFiles, LARGEST, pickFiles, totalBytes, warmUp } from './files.js'
import { showProgress } from './progress.js'
import { runTable, workerTable } from './report.js'
import { runAlone, runInPool } from './runs.js'

/** @import { Progress } from './progress.js' */
/** @import { Minified } from './minify.js' */

const FOLDER = fileURLToPath(new URL('../../node_modules', import.meta.url))

/** `npm start -- 3` takes three megabytes, spread over all packages, for a quick look. */
const mostBytes = Number(process.argv[2] ?? Infinity) * 1_000_000
if (!(mostBytes > 0)) throw new TypeError('the argument is a number of megabytes')

/** As many names of files as one still reads. */
const MOST_NAMES = 10

const limit = availableParallelism()
const found = await findFiles(FOLDER)
const files = pickFiles(found, mostBytes)

/**
 * @param {string} name
 * @param {(progress: Progress) => Promise<Minified[]>} start
 */
const measure = async (name, start) => {
  const progress = showProgress(name, files)
  const started = performance.now()
  try {
    const results = await start(progress)
    return { name, results, seconds: (performance.now() - started) / 1000 }
  } finally {
    progress.end()
  }
}

console.log(
  `Minifying ${files.length} of the ${found.length} JavaScript files of up to ` +
    `${prettyBytes(LARGEST)} in node_modules ` +
    `(${prettyBytes(totalBytes(files))} of ${prettyBytes(totalBytes(found))}) with terser.`,
)
await warmUp(files)
const alone = await measure('one process', (progress) => runAlone(files, progress))
const pooled = await measure(`pool of ${limit}`, (progress) => runInPool(files, progress, limit))

console.log(runTable(alone, pooled))
console.log(workerTable(pooled))
console.log(
  'Both runs found the files in the cache of the file system. The seconds include loading terser,\n' +
    'and for the pool also starting and ending its workers.',
)

const differing = files.filter((_, index) => {
  const [one, other] = [alone.results[index], pooled.results[index]]
  return one?.code !== other?.code || one?.before !== other?.before
})
if (differing.length === 0) {
  console.log(`The results are the same, byte by byte, for all ${files.length} files.`)
} else {
  const names = differing.slice(0, MOST_NAMES).map(({ path }) => `  ${relative(FOLDER, path)}`)
  const more = differing.length - names.length
  console.error(
    [
      `The pool's results are not those of one process: ` +
        `${differing.length} of ${files.length} files differ.`,
      ...names,
      ...(more > 0 ? [`  and ${more} more`] : []),
    ].join('\n'),
  )
  process.exitCode = 1
}
