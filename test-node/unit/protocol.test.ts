import * as assert from 'uvu/assert'
import { readFileSync } from 'node:fs'
import { runInThisContext } from 'node:vm'
import { Decoder } from '../../src/core/clone/decoder.js'
import { protocolText, vectorOf } from '../../scripts/protocol.mjs'
import { difference } from '../contract/same.js'
import { suite } from '../suite.js'

const test = suite('protocol')

const page = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8')

/** Text without what the formatter of the page decides. */
const bare = (text: string): string => text.replace(/-{3,}/g, '---').replace(/\s+/g, ' ')

const vectors = [...page.matchAll(/^\| `(.+?)` +\| `([0-9a-f]+)` +\| (?:`(.+)`)? *\|$/gm)].map(
  ([, expression, hex, shapes]) => ({
    expression: expression.replaceAll('\\|', '|'),
    hex: hex,
    shapes: shapes === undefined ? [] : (JSON.parse(shapes) as string[][]),
  }),
)

test('docs/protocol.md says what the tables of the code say: `npm run docs` writes it', () => {
  assert.is(bare(page), bare(protocolText()))
})

test('the vectors of docs/protocol.md are what the encoder writes', () => {
  assert.ok(vectors.length >= 40)
  for (const { expression, hex, shapes } of vectors) {
    assert.equal(vectorOf(expression), { hex, shapes }, expression)
  }
})

test('the vectors of docs/protocol.md decode to their values', () => {
  for (const { expression, hex, shapes } of vectors) {
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'))
    const decoder = new Decoder()
    decoder.learn(shapes)
    const value: unknown = runInThisContext(`(${expression})`)
    const decoded = decoder.decode(bytes, 0, bytes.length, [])
    assert.is(difference(value, decoded), undefined, expression)
  }
})

test.run()
