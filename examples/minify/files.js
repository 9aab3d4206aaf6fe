/** Finds the JavaScript files of the packages that this project installs. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** One larger file would keep a worker busy for long after all others are done. */
export const LARGEST = 1_000_000

const SCRIPT = /\.[cm]?js$/

/**
 * @typedef {object} File
 * @property {string} path
 * @property {number} bytes
 */

/**
 * All scripts in a folder that are not too large, sorted by their paths.
 * @param {string} folder
 * @returns {Promise<File[]>}
 */
export const findFiles = async (folder) => {
  const paths = await walk(folder)
  const files = await Promise.all(
    paths.toSorted().map(async (path) => ({ path, bytes: (await stat(path)).size })),
  )
  return files.filter(({ bytes }) => bytes <= LARGEST)
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
const walk = async (folder) => {
  const entries = await readdir(folder, { withFileTypes: true })
  const found = entries.map(async (entry) => {
    const path = join(folder, entry.name)
    // A symbolic link is neither a directory nor a file here, so nothing is found twice.
    if (entry.isDirectory()) return entry.name === '.cache' ? [] : walk(path)
    return entry.isFile() && SCRIPT.test(entry.name) ? [path] : []
  })
  return (await Promise.all(found)).flat()
}

/**
 * Takes as many files as fit into a number of bytes, spread evenly over the list.
 * @param {readonly File[]} files
 * @param {number} most
 */
export const pickFiles = (files, most) => {
  const share = Math.min(1, most / totalBytes(files))
  let seen = 0
  let taken = 0
  return files.filter(({ bytes }) => {
    seen += bytes
    if (taken + bytes > seen * share) return false
    taken += bytes
    return true
  })
}

/** @param {readonly File[]} files */
export const totalBytes = (files) => files.reduce((sum, { bytes }) => sum + bytes, 0)

/**
 * Reads every file once: the first run must not wait for a disk that the second one finds cached.
 * @param {readonly File[]} files
 */
export const warmUp = async (files) => {
  for (const { path } of files) await readFile(path)
}
