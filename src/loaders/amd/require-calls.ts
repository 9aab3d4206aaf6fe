/** As in RequireJS: two slashes behind one of these characters are part of a URL, a string or a pattern. */
const COMMENT = /\/\*[^]*?\*\/|(?<![:"'=\\])\/\/.*/g

const CALL = /(?<![\w$]|\.\s*)require\s*\(\s*["']([^'"\s]+)["']\s*\)/g

/**
 * The ids in the calls `require('id')` of a function's text. Nothing is parsed, as in RequireJS: such a call
 * within a string counts, one within a comment does not, nor does one whose argument is computed.
 */
export const requireCalls = (text: string): string[] => {
  const code = text.replace(COMMENT, ' ')
  return Array.from(code.matchAll(CALL), ([, id = '']) => id)
}
