/** What is echoed, besides the record of 1 KB that the other pools get. */

const RECORDS = 9000
const OWNERS = 50
const MAPPED = 100

/** About 1 MB as JSON: records with dates and lists, that share their owners, and a map of some of them. */
export const graph = () => {
  const owners = Array.from({ length: OWNERS }, (_, i) => ({ id: i, name: `owner ${i}` }))
  const records = Array.from({ length: RECORDS }, (_, i) => ({
    id: i,
    name: `record ${i}`,
    price: i * 1.25,
    active: i % 3 === 0,
    created: new Date(1_700_000_000_000 + i * 60_000),
    tags: ['red', 'round', `tag ${i % 50}`],
    owner: owners[i % OWNERS],
  }))
  return {
    records,
    byName: new Map(records.slice(0, MAPPED).map((record) => [record.name, record])),
  }
}

/** @throws Error when what came back is another graph */
export const checkGraph = ({ records, byName }) => {
  if (records.length !== RECORDS || byName.size !== MAPPED)
    throw new Error('another graph came back')
  records.forEach((record, i) => {
    const fits =
      record.id === i &&
      record.name === `record ${i}` &&
      record.price === i * 1.25 &&
      record.active === (i % 3 === 0) &&
      record.created instanceof Date &&
      record.created.getTime() === 1_700_000_000_000 + i * 60_000 &&
      record.tags.length === 3 &&
      record.tags[2] === `tag ${i % 50}` &&
      record.owner.name === `owner ${i % OWNERS}` &&
      record.owner === records[i % OWNERS].owner
    if (!fits) throw new Error(`another record ${i} came back`)
  })
  for (let i = 0; i < MAPPED; i++) {
    if (byName.get(`record ${i}`) !== records[i]) throw new Error('another map came back')
  }
}

const BULK_SIZE = 16 * 1024 * 1024

/** 16 MB that differ from place to place, so that a piece in the wrong place is seen. */
export const bulk = () => {
  const words = new Uint32Array(BULK_SIZE / 4)
  for (let i = 0, word = 1; i < words.length; i++) {
    word = Math.imul(word, 1664525) + 1013904223
    words[i] = word
  }
  return words.buffer
}

/** @throws Error when other bytes came back */
export const checkBulk = (buffer) => {
  if (!(buffer instanceof ArrayBuffer)) throw new Error('no buffer came back')
  if (buffer.byteLength !== BULK_SIZE) throw new Error(`${buffer.byteLength} bytes came back`)
  const words = new Uint32Array(buffer)
  for (let i = 0, word = 1; i < words.length; i++) {
    word = Math.imul(word, 1664525) + 1013904223
    if (words[i] !== word >>> 0) throw new Error('other bytes came back')
  }
}
