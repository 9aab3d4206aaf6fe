import * as assert from 'uvu/assert'
import dgram from 'node:dgram'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import { Pool, Retry, WorkerDeath } from 'invoke'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'
import { pause, until } from './program.js'

const test = suite('handles', 60_000)

type Handles = typeof import('../fixtures/handles.mjs')

const url = new URL('../fixtures/handles.mjs', import.meta.url)
const pool = new Pool({ limit: 2 })
const handles = pool.invoke<Handles>(url)
test.after(() => pool.kill({ force: true }))

const portOf = (server: net.Server | http.Server) => (server.address() as AddressInfo).port

/** A server whose connections are not touched, and the connections that have come. */
const openServer = async () => {
  const server = net.createServer({ pauseOnConnect: true })
  const sockets: net.Socket[] = []
  server.on('connection', (socket) => {
    socket.on('error', () => undefined)
    sockets.push(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const next = async () => {
    await until(() => sockets.length > 0)
    return sockets.shift() as net.Socket
  }
  return { server, port: portOf(server), next }
}

const dial = (port: number) => {
  const client = net.connect(port, '127.0.0.1')
  client.on('error', () => undefined)
  return client
}

/** Everything that a socket gets until its end. */
const textOf = async (socket: net.Socket): Promise<string> => {
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  // One that came to a server that pauses has to be told.
  socket.resume()
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
  return text
}

/** A connection as both of its ends see it. */
const connection = async () => {
  const { server, port, next } = await openServer()
  const client = dial(port)
  const socket = await next()
  server.close()
  return { client, socket }
}

const get = async (port: number, path = '/'): Promise<string> => {
  const client = dial(port)
  client.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
  return textOf(client)
}

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

test('a server is handed to a worker, which accepts from then on', async () => {
  const server = net.createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  let here = 0
  server.on('connection', (socket) => {
    here++
    socket.destroy()
  })
  const served = handles.serve(server)
  await served
  await until(() => !server.listening)
  for (let i = 0; i < 5; i++) assert.match(await textOf(dial(port)), /^served by \d+$/)
  assert.is(here, 0)
})

test('connections that come before a worker listens wait for it', async () => {
  for (const name of ['serveLate', 'serveWeb'] as const) {
    const server = net.createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const port = portOf(server)
    const served = handles[name](server, 150)
    await until(() => !server.listening)
    const ask = () => (name === 'serveWeb' ? get(port, '/early') : textOf(dial(port)))
    const texts = Array.from({ length: 3 }, ask)
    for (const text of await Promise.all(texts)) assert.match(text, /by \d+/)
    await served
    assert.match(await ask(), /by \d+/)
  }
})

test('a server at a path keeps its path', async () => {
  if (process.platform === 'win32') return
  const path = join(tmpdir(), `invoke-test-${process.pid}.sock`)
  const server = net.createServer()
  server.listen(path)
  await once(server, 'listening')
  const own = new Pool({ limit: 1 })
  await own.invoke<Handles>(url).serve(server)
  await until(() => !server.listening)
  assert.ok(existsSync(path))
  assert.match(await textOf(net.connect(path)), /^served by \d+$/)
  await own.kill()
})

test('a worker returns a server', async () => {
  const server = await handles.listen()
  assert.instance(server, net.Server)
  const port = portOf(server)
  server.on('connection', (socket) => socket.end('served here'))
  assert.is(await textOf(dial(port)), 'served here')
  server.close()
})

test('a socket for datagrams is handed to a worker', async () => {
  const socket = dgram.createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  assert.is(await handles.echoDatagrams(socket), true)
  const client = dgram.createSocket('udp4')
  const answered = once(client, 'message') as Promise<[Buffer]>
  client.send('ping', port, '127.0.0.1')
  const [message] = await answered
  assert.match(message.toString(), /^ping by \d+$/)
  client.close()
})

test('a connection of an HTTP server is handed on, with its request or before it', async () => {
  const server = http.createServer((request) => void handles.answerRaw(request.socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  assert.match(await get(portOf(server)), /^HTTP\/1.1 200 OK\r\n.*\r\n\r\nraw by \d+$/)
  server.removeAllListeners('request')
  server.on('connection', (socket) => void handles.serveConnection(socket))
  assert.match(await get(portOf(server), '/whole'), /\/whole by \d+/)
  server.close()
  await once(server, 'close')
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
    `${before} became ${after}`,
  )
  await own.kill()
  server.close()
  await once(server, 'close')
})

test.run()
