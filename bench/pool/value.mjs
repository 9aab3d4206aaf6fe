/** What is echoed. */

/** About 1 KB of what programs send: short texts, numbers of all kinds, lists, dates. */
export const record = () => ({
  id: 184_467_440_737,
  kind: 'order',
  reference: '5f0c9d1e-77ab-4c40-9c55-0e6d1c3b2a19',
  customer: { name: 'Zoë Müller', email: 'zoe.mueller@example.org', premium: true, age: 41 },
  created: new Date('2024-02-29T12:34:56.789Z'),
  total: 1249.95,
  discount: -0.125,
  note: 'Please ring twice; the bell of the neighbours is louder than ours. Thank you very much!',
  tags: ['express', 'gift', 'fragile', 'insured', 'signature'],
  lines: [
    { sku: 'A-1001', title: 'Lamp, brass, 40 cm', count: 2, price: 189.5, sizes: [40, 18, 18] },
    { sku: 'B-2040', title: 'Shelf, oak, oiled', count: 1, price: 499, sizes: [180, 80, 35] },
    { sku: 'C-0007', title: 'Bulb, warm white', count: 12, price: 7.25, sizes: [6, 6, 11] },
    { sku: 'D-7310', title: 'Rug, wool, grey', count: 1, price: 284.95, sizes: [240, 170, 1] },
  ],
  route: [
    [52.520008, 13.404954],
    [50.110924, 8.682127],
    [48.137154, 11.576124],
    [47.376888, 8.541694],
  ],
  history: [
    ['placed', 1709210096],
    ['paid', 1709210174],
    ['packed', 1709281221],
    ['sent', 1709289040],
  ],
  parent: null,
})

export const BULK_SIZE = 16 * 1024 * 1024

/** 16 MB that differ from place to place, so that a piece in the wrong place is seen. */
export const bulk = () => {
  const words = new Uint32Array(BULK_SIZE / 4)
  for (let i = 0, word = 1; i < words.length; i++) {
    word = Math.imul(word, 1664525) + 1013904223
    words[i] = word
  }
  return Buffer.from(words.buffer)
}
