import * as assert from 'uvu/assert'
import { Decoder } from '../../src/core/clone/decoder.js'
import { Encoder } from '../../src/core/clone/encoder.js'
import { ClassRegistry } from '../../src/core/clone/registry.js'
import { Shapes } from '../../src/core/clone/shapes.js'
import { attachNothing } from '../../src/core/clone/unsendable.js'
import { Copies } from '../../src/core/session/copies.js'
import { suite } from '../suite.js'

const test = suite('copies')

test('a copy stays as it was, whatever is encoded and copied after it', () => {
  const encoder = new Encoder(new Shapes(), attachNothing)
  const decoder = new Decoder(new ClassRegistry())
  const copies = new Copies()
  // Without anything, the same again and again, small, and large enough for memory of their own.
  const lists = Array.from({ length: 400 }, (_, i) => {
    if (i % 4 === 0) return []
    if (i % 4 === 1) return [i % 8]
    return [i, 'x'.repeat(i % 4 === 2 ? i : 10 * i), new Uint8Array(i)]
  })
  const kept = lists.map((list) => copies.of(encoder.beginList(list, 'args')))
  kept.forEach(({ bytes, start, length }, i) => {
    assert.equal(decoder.decode(bytes, start, start + length, []), lists[i])
  })
})

test.run()
