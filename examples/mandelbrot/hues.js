/** A colour for each that computes, the same in all pages. */

/** @param {string} id a UUID */
export const hueOf = (id) => Number.parseInt(id.slice(0, 8), 16) % 360
