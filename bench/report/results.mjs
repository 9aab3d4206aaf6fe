/** What was measured last. */
import { readFileSync } from 'node:fs'

export const RESULTS = new URL('../results/', import.meta.url)

/** @returns `undefined` when there is no such file */
export const readResults = (file) => {
  try {
    return JSON.parse(readFileSync(new URL(file, RESULTS), 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
