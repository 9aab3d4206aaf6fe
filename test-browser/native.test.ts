import { suite } from './suite.js'
import { invoke } from 'invoke/browser'
import * as assert from 'uvu/assert'
import { reasonOf } from '../test-node/contract/pool.js'
import { needing } from '../test-node/contract/ability.js'
import { openPool } from './entry.js'
import { lacks } from './lacks.js'

type Native = typeof import('./modules/native.js')

const test = suite('objects of the browser')
const pool = openPool({ limit: 1 })
const native = pool.invoke<Native>('./modules/native.js')
test.after(() => pool.kill())

test('blobs and files are copied, at any depth', async () => {
  const blob = new Blob(['some ', 'text'])
  assert.is(await native.textOf(blob), 'some text')
  assert.is(await blob.text(), 'some text')
  const file = new File(['x'.repeat(100_000)], 'x.txt', { type: 'text/plain' })
  const { list } = (await native.echo({ list: [file, file] })) as { list: [File, File] }
  assert.instance(list[0], File)
  assert.is(list[0], list[1])
  assert.equal([list[0].name, list[0].type, list[0].size], ['x.txt', 'text/plain', 100_000])
})

test('pictures are copied, and moved when they are marked', async () => {
  const bitmap = await createImageBitmap(new ImageData(20, 10))
  assert.is(await native.pixels(bitmap), 200)
  assert.is(bitmap.width, 20)
  assert.is(await native.pixels(invoke.transfer(bitmap)), 200)
  assert.is(bitmap.width, 0)
  const error = (await reasonOf(native.pixels(bitmap))) as TypeError & { path: string }
  assert.is(error.path, 'args[0]')
  assert.is((await native.picture(7)).width, 7)
  const data = new ImageData(3, 2)
  assert.instance(await native.echo(data), ImageData)
})

test('a canvas is moved, and what is drawn there is seen here', async () => {
  const canvas = document.createElement('canvas')
  canvas.width = 8
  document.body.append(canvas)
  assert.is(await native.draw(canvas.transferControlToOffscreen(), 'rgb(255 0 0)'), 8)
  const own = new OffscreenCanvas(4, 4)
  assert.is(await native.draw(own, 'blue'), 4)
  assert.is(own.width, 0)
})

test('ports are moved, both ways', async () => {
  const { port1, port2 } = new MessageChannel()
  const heard = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)))
  await native.answer(port2)
  port1.postMessage('hello')
  assert.is(await heard, 'got hello')
  const port = await native.portOf()
  const message = await new Promise((resolve) => (port.onmessage = ({ data }) => resolve(data)))
  assert.is(message, 'from the worker')
})

test('a port that was moved already rejects its call, and no other', async () => {
  const { port1, port2 } = new MessageChannel()
  const calls = [native.answer(port2), native.answer(port2), native.textOf(new Blob(['x']))]
  const [first, second, third] = await Promise.allSettled(calls)
  assert.is(first?.status, 'fulfilled')
  assert.is(second?.status, 'rejected')
  assert.match(String((second as PromiseRejectedResult).reason), /lost on its way/)
  assert.equal(third, { status: 'fulfilled', value: 'x' })
  port1.close()
})

test('memory is copied, and moved when it is marked', async () => {
  const bytes = new Uint8Array(5_000_000)
  assert.is(await native.lengthOf(bytes), 5_000_000)
  assert.is(bytes.length, 5_000_000)
  assert.is(await native.lengthOf(invoke.transfer(bytes)), 5_000_000)
  assert.is(bytes.length, 0)
  const small = invoke.transfer(new ArrayBuffer(8))
  assert.is(((await native.echo(small)) as ArrayBuffer).byteLength, 8)
  assert.is(small.byteLength, 0)
  const error = (await reasonOf(native.echo([small]))) as TypeError & { path: string }
  assert.match(error.message, /args\[0\]\[0\] cannot be sent.*detached/)
})

needing(
  test,
  'streams that move',
  lacks,
)('a stream to write to is moved', async () => {
  const written: string[] = []
  // Between threads, one who writes is not told what has become of it.
  await new Promise<void>((resolve, reject) => {
    const stream = new WritableStream<string>({
      write: (text) => {
        written.push(text)
      },
      close: resolve,
      abort: reject,
    })
    native.write(stream).catch(reject)
  })
  assert.equal(written, ['written'])
})

needing(
  test,
  'native observables',
  lacks,
)('an observable of the browser’s own is subscribed to, and left', async () => {
  const numbers = await native.counting(3)
  const seen: number[] = []
  await new Promise<void>((resolve, reject) => {
    const subscription = numbers.subscribe({
      next: (n) => {
        seen.push(n)
        if (n < 3) return
        subscription.unsubscribe()
        resolve()
      },
      error: reject,
    })
  })
  assert.equal(seen, [1, 2, 3])
  while ((await native.subscribersLeft()) === 0);
})

test('keys are copied', async () => {
  const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  assert.is(await native.sign(key), 32)
})

test('objects that cannot travel are refused by their path', async () => {
  const cases: [unknown, RegExp][] = [
    [document.createElement('p'), /an? HTMLParagraphElement/],
    [new AbortController().signal, /an AbortSignal/],
    [new Response('x'), /a Response/],
    [new Event('x'), /an Event/],
  ]
  if (lacks.includes('streams that move')) cases.push([new WritableStream(), /a WritableStream/])
  for (const [value, message] of cases) {
    const error = (await reasonOf(native.echo({ list: [value] }))) as TypeError & { path: string }
    assert.instance(error, TypeError)
    assert.is(error.path, 'args[0].list[0]')
    assert.match(error.message, message)
  }
  assert.is(await native.echo(1), 1)
})

test.run()
