/** Writes docs/performance.md and its pictures from what was measured last. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { fileURLToPath } from 'node:url'
import { document } from './document.mjs'
import { readResults } from './results.mjs'

const DOCS = new URL('../../docs/', import.meta.url)
const IMAGES = new URL('images/', DOCS)
const FILE = new URL('performance.md', DOCS)
const MISSED = new URL('../missed.md', import.meta.url)

/** Plots that are not drawn any more. */
const removeOld = () => {
  for (const file of readdirSync(IMAGES)) {
    if (/^performance-.*\.svg$/.test(file)) rmSync(new URL(file, IMAGES))
  }
}

export const writeReport = async () => {
  const node = readResults('performance.json')
  if (node === undefined) throw new Error('nothing has been measured in Node yet')
  const { text, drawn } = document({
    node,
    browser: readResults('browser.json'),
    missed: readFileSync(MISSED, 'utf8'),
    profiled: readResults('profiles.json'),
  })
  mkdirSync(IMAGES, { recursive: true })
  removeOld()
  for (const { file, svg } of drawn) writeFileSync(new URL(file, IMAGES), svg)
  const options = await resolveConfig(fileURLToPath(FILE))
  writeFileSync(FILE, await format(text, { ...options, filepath: fileURLToPath(FILE) }))
}
