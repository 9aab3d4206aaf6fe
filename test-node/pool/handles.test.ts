import * as assert from 'uvu/assert'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import net from 'node:net'
import tls from 'node:tls'
import { Pool, ProtocolError, Retry, WorkerDeath } from 'invoke'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'
import { connection, dial, openServer, textOf } from './connections.js'
import { pause, until } from './program.js'

const test = suite('handles', 60_000)

type Handles = typeof import('../fixtures/handles.mjs')

const url = new URL('../fixtures/handles.mjs', import.meta.url)
const pool = new Pool({ limit: 2 })
const handles = pool.invoke<Handles>(url)
test.after(() => pool.kill({ force: true }))

test('a socket is handed to a worker, and closed here', async () => {
  const { client, socket } = await connection()
  const text = textOf(client)
  client.write('a question\n')
  assert.is(await handles.answer(socket), 'a question')
  assert.match(await text, /^a question by \d+\n$/)
  await until(() => socket.destroyed)
})

test('sockets travel at any depth of a value, and stay the same objects', async () => {
  const [one, other] = await Promise.all([connection(), connection()])
  const texts = Promise.all([textOf(one.client), textOf(other.client)])
  const value = {
    list: [one.socket, 'between', { same: one.socket }],
    map: new Map([['other', other.socket]]),
  }
  assert.is(await handles.deep(value), true)
  assert.equal(await texts, ['one', 'other'])
})

test('bytes that were read already go along', async () => {
  const { client, socket } = await connection()
  client.write('early ')
  socket.resume()
  socket.pause()
  await once(socket, 'readable')
  const text = textOf(client)
  const answered = handles.answer(socket)
  client.write('and late\n')
  assert.is(await answered, 'early and late')
  assert.match(await text, /early and late by/)
})

test('a socket beside a large value arrives with it', async () => {
  const { client, socket } = await connection()
  const text = textOf(client)
  await handles.greet(socket, 'x'.repeat(3_000_000))
  assert.is((await text).length, 3_000_000)
})

test('a worker returns a socket', async () => {
  const { server, port, next } = await openServer()
  const socket = await handles.connect(port)
  const peer = await next()
  server.close()
  assert.instance(socket, net.Socket)
  socket.end('and from here')
  assert.is(await textOf(peer), 'from the worker\nand from here')
})

test('invoke.keep leaves what a worker returns open there', async () => {
  const { server, port, next } = await openServer()
  const { socket } = await handles.connectKept(port)
  const peer = await next()
  server.close()
  socket.write('now ')
  let text = ''
  peer.on('data', (chunk) => (text += String(chunk))).resume()
  await until(() => text.includes('now ') && text.includes('later'))
  socket.destroy()
  peer.destroy()
})

test('sockets are items of iterators, both ways', async () => {
  const { server, port, next } = await openServer()
  const texts: Promise<string>[] = []
  for await (const socket of handles.connectMany(port, 5)) {
    socket.end('got it')
    texts.push(textOf(await next()))
  }
  assert.equal(
    await Promise.all(texts),
    [0, 1, 2, 3, 4].map((i) => `${i}\ngot it`),
  )
  const clients = Array.from({ length: 5 }, () => textOf(dial(port)))
  const connections = async function* () {
    for (let i = 0; i < 5; i++) yield await next()
  }
  assert.is(await handles.greetAll(connections()), 5)
  assert.equal(
    (await Promise.all(clients)).toSorted(),
    [0, 1, 2, 3, 4].map((i) => `number ${i}`),
  )
  server.close()
})

test('keepOpen keeps sockets open here, all or those of a list', async () => {
  for (const all of [true, false]) {
    const { client, socket } = await connection()
    let text = ''
    client.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    await handles({ keepOpen: all || [socket] }).describe(socket)
    assert.not(socket.destroyed)
    socket.write('still here')
    await until(() => text === 'still here')
    socket.destroy()
  }
  const { client, socket } = await connection()
  await handles({ keepOpen: [client] }).describe(socket)
  await until(() => socket.destroyed)
})

test('what cannot travel is refused with the way to it, before anything is sent', async () => {
  const { client, socket } = await connection()
  const secure = new tls.TLSSocket(socket)
  secure.on('error', () => undefined)
  const error = (await reasonOf(handles.greet([{ inside: secure }] as never))) as TypeError & {
    path: string
  }
  assert.instance(error, TypeError)
  assert.is(error.path, 'args[0][0].inside')
  assert.match(error.message, /a TLSSocket/)
  const top = (await reasonOf(handles.greet(secure))) as { path: string }
  assert.is(top.path, 'args[0]')
  secure.destroy()
  client.destroy()
  const closed = (await reasonOf(handles.greet(client))) as { path: string }
  assert.is(closed.path, 'args[0]')
})

test('a socket that is closed while it waits rejects its call', async () => {
  const own = new Pool({ limit: 1 })
  const module = own.invoke<Handles>(url)
  const blocked = module.block(200)
  const { client, socket } = await connection()
  const outcome = reasonOf(module.greet(socket))
  socket.destroy()
  await blocked
  assert.match(((await outcome) as Error).message, /closed before it could be sent/)
  assert.type(await module.pid(), 'number')
  client.destroy()
  await own.kill()
})

test('sockets that are refused, or closed while they wait, hold up nobody', async () => {
  const own = new Pool({ limit: 1, concurrency: 100 })
  const module = own.invoke<Handles & { nothing(socket: net.Socket): void }>(url)
  await module.pid()
  for (let round = 0; round < 50; round++) {
    const pairs = await Promise.all([connection(), connection(), connection(), connection()])
    const outcomes = pairs.map(({ socket }, i) => {
      const outcome = reasonOf(i % 2 === 0 ? module.greet(socket) : module.nothing(socket))
      if (i % 2 === 0) socket.destroy()
      return outcome
    })
    assert.type(await module.pid(), 'number')
    for (const outcome of outcomes) assert.instance(await outcome, Error)
    for (const { socket, client } of pairs) {
      socket.destroy()
      client.destroy()
    }
  }
  await own.kill()
})

test('a socket whose call had not begun goes on to another worker', async () => {
  const own = new Pool({ limit: 1, concurrency: 2 })
  const module = own.invoke<Handles>(url)
  const worker = await module.pid()
  const blocked = reasonOf(module.block(60_000))
  await pause(100)
  const { client, socket } = await connection()
  const text = textOf(client)
  client.write('a question\n')
  const answered = module.answer(socket)
  await pause(100)
  process.kill(worker, 'SIGKILL')
  assert.instance(await blocked, Retry)
  assert.is(await answered, 'a question')
  assert.match(await text, /a question by/)
  await own.kill()
})

test('a socket whose call turns out not to be sendable in the middle is left as it is', async () => {
  const own = new Pool({ limit: 1, concurrency: 3 })
  const module = own.invoke<Handles>(url)
  await module.pid()
  const [first, second] = await Promise.all([connection(), connection()])
  const greeted = module.greet(first.socket)
  const long = Array.from({ length: 400_000 }, (_, i) => `text number ${i}`)
  const error = await reasonOf(module.greet(second.socket, [...long, () => 1] as never))
  assert.is((error as { code: string }).code, 'INVOKE_NOT_CLONEABLE')
  await greeted
  assert.type(await module.pid(), 'number')
  const text = textOf(second.client)
  second.socket.end('still here')
  assert.is(await text, 'still here')
  await own.kill()
})

test('a socket that is with a dying worker is closed with it', async () => {
  const own = new Pool({ limit: 1 })
  const module = own.invoke<Handles>(url)
  const { client, socket } = await connection()
  const text = textOf(client)
  assert.instance(await reasonOf(module.dieWith(socket)), WorkerDeath)
  assert.is(await text, 'half')
  await until(() => socket.destroyed)
  await own.kill()
})

test('a socket that nobody waits for any more is closed', async () => {
  const { server, port, next } = await openServer()
  const controller = new AbortController()
  const outcome = reasonOf(handles({ signal: controller.signal }).connectSlowly(port, 50))
  const peer = await next()
  const text = textOf(peer)
  controller.abort(new Error('enough'))
  assert.is(((await outcome) as Error).message, 'enough')
  assert.is(await text, 'from the worker\n')
  server.close()
})

test('a worker that has cut itself off is replaced when it is to get a socket', async () => {
  const own = new Pool({ limit: 1 })
  const module = own.invoke<Handles>(url)
  await module.disconnect()
  assert.type(await module.pid(), 'number')
  const { client, socket } = await connection()
  const text = textOf(client)
  await module.greet(socket)
  assert.is(await text, 'hello')
  await own.kill()
})

test('a worker that cuts itself off with a socket on its way is replaced', async () => {
  const own = new Pool({ limit: 1, concurrency: 2 })
  const module = own.invoke<Handles>(url)
  const { client, socket } = await connection()
  await module.pid()
  const cut = reasonOf(module.blockAndDisconnect(200))
  await pause(50)
  const text = textOf(client)
  await module.greet(socket)
  assert.is(await text, 'hello')
  assert.instance(await cut, Retry)
  await own.kill()
})

test('a large call that is aborted keeps its socket, and the next one gets its own', async () => {
  const own = new Pool({ limit: 1, concurrency: 4 })
  const module = own.invoke<Handles>(url)
  const [first, one, other] = await Promise.all([connection(), connection(), connection()])
  await module.pid()
  const texts = Promise.all([textOf(first.client), textOf(one.client), textOf(other.client)])
  // Until then nothing that is sent arrives.
  const block = module.block(300)
  await pause(50)
  const controller = new AbortController()
  const greetings = [module.greet(first.socket, 'first')]
  const large = Array.from({ length: 1_000_000 }, (_, number) => ({ number }))
  const aborted = reasonOf(module({ signal: controller.signal }).deep([one.socket, large]))
  greetings.push(module.greet(other.socket, 'other'))
  await pause(50)
  controller.abort()
  assert.is(((await aborted) as Error).name, 'AbortError')
  await Promise.all([block, ...greetings])
  one.socket.end('one')
  assert.equal(await texts, ['first', 'one', 'other'])
  await own.kill()
})

test('rubbish on the channel harms nobody but the worker that wrote it', async () => {
  for (const text of ['rubbish\n', '{"cmd":"NODE_HANDLE_ACK"}\n']) {
    const reason = await reasonOf(handles.writeOnChannel(text))
    assert.instance(reason, Retry)
    assert.instance((reason as Retry).cause, ProtocolError)
    assert.type(await handles.pid(), 'number')
  }
})

test('hundreds of sockets at once leave nothing behind', async () => {
  const own = new Pool({ limit: 1 })
  const module = own.invoke<Handles>(url)
  const { server, port, next } = await openServer()
  const round = async (count: number) => {
    const texts = Array.from({ length: count }, () => textOf(dial(port)))
    const calls = []
    for (let i = 0; i < count; i++) calls.push(module.greet(await next(), 'x'))
    await Promise.all(calls)
    for (const text of await Promise.all(texts)) assert.is(text, 'x')
  }
  const descriptors = async () => [
    readdirSync('/proc/self/fd').length,
    await module.openDescriptors(),
  ]
  await round(20)
  await pause(50)
  const before = await descriptors()
  await round(300)
  await pause(50)
  const after = await descriptors()
  assert.ok(
    after.every((count, i) => count <= (before[i] ?? 0)),
    `${before.join()} became ${after.join()}`,
  )
  await own.kill()
  server.close()
  await once(server, 'close')
})

test.run()
