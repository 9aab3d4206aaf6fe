/** The values that are measured. Each subject gets its own, because encoding may change how an engine keeps them. */

const record = (i) => ({
  id: i,
  name: `record number ${i}`,
  active: i % 2 === 0,
  score: i * 1.25,
  group: `group ${i % 7}`,
  count: i * 3,
  email: `record${i}@example.org`,
})

export const graphRecord = (i) => ({
  id: i,
  name: `Person ${i} of the graph`,
  email: `person${i}@example.org`,
  age: i % 90,
  balance: i * 17.31,
  created: new Date(1_600_000_000_000 + i * 1000),
  active: i % 3 === 0,
  address: { street: `${i} Long Street`, city: `City ${i % 100}`, position: { x: i / 7, y: i } },
  tags: ['a', 'b', `tag ${i % 20}`],
})

const deep = (levels) => {
  let value = { end: true }
  for (let i = 0; i < levels; i++) value = { level: i, next: value }
  return value
}

const cyclic = (count) => {
  const nodes = Array.from({ length: count }, (_, i) => ({ id: i, label: `n${i}`, links: [] }))
  for (let i = 0; i < count; i++) {
    nodes[i].links.push(nodes[(i + 1) % count], nodes[(i * 7) % count], nodes[i])
  }
  return nodes
}

const WORDS = ['Grüße', 'données', 'здравствуй', '日本語のテキスト', 'κόσμε', '😀 emoji', 'plain']

const kilobyte = () => ({
  id: 123_456,
  type: 'document',
  title: 'A report of the things that happened in the quarter',
  author: { name: 'Ada Example', email: 'ada@example.org', roles: ['admin', 'editor', 'author'] },
  created: 1_700_000_000_000,
  ratio: 0.734_21,
  published: true,
  parent: null,
  body: 'Lorem ipsum dolor sit amet, consectetur adipiscing elit. '.repeat(8),
  counts: { views: 1234, likes: 56, shares: 7, replies: 8 },
  tags: ['quarter', 'report', 'finance', 'internal', 'draft'],
  links: Array.from({ length: 4 }, (_, i) => ({ rel: `link${i}`, href: `/documents/${i}/view` })),
})

/** @type {Record<string, () => unknown>} */
export const DATA = {
  'call arguments': () => [1, 'foo'],
  '1 KB object': kilobyte,
  '200 records': () => Array.from({ length: 200 }, (_, i) => record(i)),
  '200 records with lists': () =>
    Array.from({ length: 200 }, (_, i) => ({ ...record(i), tags: ['a', 'beta', `tag${i % 10}`] })),
  '1 MB graph': () => Array.from({ length: 5000 }, (_, i) => graphRecord(i)),
  '64 Ki integers': () => Array.from({ length: 65_536 }, (_, i) => i * 37 - 1_000_000),
  '64 Ki floats': () => Array.from({ length: 65_536 }, (_, i) => i * 0.731 + 0.1),
  unicode: () =>
    Array.from({ length: 500 }, (_, i) => `${WORDS[i % 7]} ${WORDS[(i * 3) % 7]} ${i}`),
  '1 MB binary': () => new Uint8Array(1 << 20).fill(7),
  deep: () => deep(400),
  'Map and Set': () =>
    new Map(
      Array.from({ length: 1000 }, (_, i) => [
        `key ${i}`,
        new Set([i, `value ${i}`, i * 1.5, i % 2 === 0]),
      ]),
    ),
  cyclic: () => cyclic(1000),
}
