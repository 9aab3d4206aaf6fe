/** The two ways to minify the same files. */
import { Pool } from 'invoke'

/** @import { File } from './files.js' */
/** @import { Minified } from './minify.js' */
/** @import { Progress } from './progress.js' */

const MODULE = new URL('minify.js', import.meta.url)

/** Calls that wait per worker, so that none is idle while its next file is on the way. */
const AHEAD = 4

/**
 * One file after the other, in this process.
 * @param {readonly File[]} files
 * @param {Progress} progress
 */
export const runAlone = async (files, progress) => {
  /** @type {typeof import('./minify.js')} */
  const { minify } = await import(MODULE.href)
  /** @type {Minified[]} */
  const results = []
  for (const file of files) {
    results.push(await minify(file.path))
    progress.add(file)
  }
  return results
}

/**
 * Several files at a time, in the workers of a pool.
 * @param {readonly File[]} files
 * @param {Progress} progress
 * @param {number} limit the most workers
 */
export const runInPool = async (files, progress, limit) => {
  const pool = new Pool({ limit })
  try {
    /** @type {import('invoke').Remote<typeof import('./minify.js')>} */
    const { minify } = pool.invoke(MODULE)
    /** @type {Minified[]} */
    const results = new Array(files.length)
    // All lanes draw from one iterator, which bounds the calls that are outstanding.
    const rest = files.entries()
    const lane = async () => {
      for (const [index, file] of rest) {
        results[index] = await minify(file.path)
        progress.add(file)
      }
    }
    await Promise.all(Array.from({ length: limit * AHEAD }, lane))
    return results
  } finally {
    await pool.kill()
  }
}
