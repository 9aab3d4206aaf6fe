/** How much code the library has in a process, as text. */
import { readFileSync } from 'node:fs'

const DIST = new URL('../../../dist/', import.meta.url)

const IMPORT = /^(?:import|export) .*? from '(\.\/[^']+)'/gm

/** @returns all files that an entry of dist/ loads at once, in bytes */
const textOf = (entry) => {
  const files = new Map()
  const load = (url) => {
    if (files.has(url.href)) return
    const text = readFileSync(url, 'utf8')
    files.set(url.href, Buffer.byteLength(text))
    for (const [, path] of text.matchAll(IMPORT)) load(new URL(path, url))
  }
  load(new URL(entry, DIST))
  return [...files.values()].reduce((sum, size) => sum + size, 0)
}

/** Kilobytes. */
export const codeSizes = () => ({
  parent: Math.round(textOf('index.js') / 1000),
  worker: Math.round(textOf('child.cjs') / 1000),
})
