/** Who computes, as a thread that may work for several pages, and for which of them it has made how much. */

/** @typedef {{ id: string, others: number }} Maker `others` is how many tiles it has made for other pages */

const id = crypto.randomUUID()
const made = new Map()
let all = 0

/** Counts a tile. @param {string} page whose it is @returns {Maker} */
export const madeFor = (page) => {
  const mine = (made.get(page) ?? 0) + 1
  made.set(page, mine)
  all++
  return { id, others: all - mine }
}
