import { suite } from './suite.js'
import * as assert from 'uvu/assert'
import { reasonOf } from '../test-node/contract/pool.js'
import { openShared, type Sharing } from './guest.js'

const test = suite('objects of the browser in shared workers')
const pool = openShared('objects', { limit: 1, concurrency: 8 })
const module = pool.invoke<Sharing>('./modules/sharing.js')
test.after(() => pool.kill())

test('what every browser would lose is refused by name', async () => {
  const frame = new VideoFrame(new Uint8Array(16), {
    format: 'RGBA',
    codedWidth: 2,
    codedHeight: 2,
    timestamp: 0,
  })
  const reason = (await reasonOf(module.echo({ frame }))) as TypeError & { path: string }
  frame.close()
  assert.instance(reason, TypeError)
  assert.is(reason.path, 'args[0].frame')
  const blob = (await module.echo(new Blob(['text']))) as Blob
  assert.is(await blob.text(), 'text')
})

test('what one loses on its way rejects its own call, and no other', async () => {
  const mine = await module.whoAmI()
  const objects = [
    new EncodedVideoChunk({ type: 'key', timestamp: 0, data: new Uint8Array(1) }),
    new OffscreenCanvas(2, 2),
    await createImageBitmap(new ImageData(2, 2)),
    await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
  ]
  const calls = [...objects.map((object) => module.echo([object])), module.canvas()]
  const neighbour = module.echo([new Blob(['text']), new MessageChannel().port1])
  const outcomes = await Promise.allSettled(calls)
  const lost = outcomes.filter((each) => each.status === 'rejected')
  // Which ones, depends on the browser; each has some.
  assert.ok(lost.length > 0)
  for (const { reason } of lost) assert.match(String(reason), /an object is lost on its way: this/)
  const [arrived] = (await neighbour) as [Blob]
  assert.is(await arrived.text(), 'text')
  assert.is(await module.whoAmI(), mine)
})

test.run()
