/** Which file of src/ a place of dist/ was made of. */
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'

const ROOT = new URL('../../../', import.meta.url)
const DIST = new URL('dist/', ROOT)

const maps = new Map()

const mapOf = (url) => {
  if (!maps.has(url)) {
    maps.set(url, new SourceMap(JSON.parse(readFileSync(new URL(`${url}.map`), 'utf8'))))
  }
  return maps.get(url)
}

/**
 * @param place a `url`, and a `line` and `column` from 0
 * @returns the `file`, as a path below this project, of src/ if it is there, and its `line` from 1; `undefined` for what is
 * elsewhere
 */
export const originOf = ({ url, line, column }) => {
  if (!url.startsWith(ROOT.href)) return undefined
  const itself = { file: url.slice(ROOT.href.length), line: line + 1 }
  if (!url.startsWith(DIST.href)) return itself
  const { originalSource, originalLine } = mapOf(url).findEntry(line, column)
  // The function that is made around a whole file has none.
  if (originalSource === undefined) return itself
  return { file: new URL(originalSource, url).href.slice(ROOT.href.length), line: originalLine + 1 }
}
