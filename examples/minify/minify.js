/** Minifies single JavaScript files. */
import { readFile } from 'node:fs/promises'
import { minify as terser } from 'terser'

/**
 * Everything is parsed as a module, because modules that await do not parse as scripts; the outermost
 * names are left alone, because scripts share them.
 */
const OPTIONS = { module: true, compress: { module: false }, mangle: { module: false } }

/**
 * @typedef {object} Minified
 * @property {string | null} code `null` for a file that is not parseable
 * @property {number} before bytes of the source
 * @property {number} after bytes of the code, 0 without one
 * @property {number} pid the process that did it
 */

/**
 * Minifies the file at a path.
 * @param {string} path
 * @returns {Promise<Minified>}
 */
export async function minify(path) {
  const source = await readFile(path)
  const code = await shorten(source.toString())
  const after = code === null ? 0 : Buffer.byteLength(code)
  return { code, before: source.length, after, pid: process.pid }
}

/** @param {string} source */
const shorten = async (source) => {
  try {
    const { code } = await terser(source, OPTIONS)
    return code ?? ''
  } catch (error) {
    // Packages contain fixtures that are broken on purpose, but any other failure is a bug.
    if (error instanceof Error && error.name === 'SyntaxError') return null
    throw error
  }
}
