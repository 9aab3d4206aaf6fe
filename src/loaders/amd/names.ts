/** Kinds of names that modules have for each other. */
const RELATIVE = /^\.\.?(?:\/|$)/
const URL_LIKE = /^\/|:|\?|\.js$/
const WHOLE_URL = /^[a-z][a-z\d+.-]+:/i

/** `./a`, `../a`: relative to the id of the module that says it. */
export const isRelative = (name: string): boolean => RELATIVE.test(name)

/** As in RequireJS: what has a colon, a query, a slash in front or `.js` at its end is a URL, and no path to it is looked up. */
export const isUrl = (name: string): boolean => URL_LIKE.test(name)

/** A URL that needs no base. */
export const isWholeUrl = (name: string): boolean => WHOLE_URL.test(name)
