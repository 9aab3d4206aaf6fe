/** What every worker of this bench makes. */
export const makeItem = (i) => ({ i, name: `item ${i}` })
