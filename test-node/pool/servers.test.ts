import * as assert from 'uvu/assert'
import dgram from 'node:dgram'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'invoke'
import { suite } from '../suite.js'
import { dial, get, portOf, textOf } from './connections.js'
import { until } from './program.js'

const test = suite('servers', 60_000)

type Handles = typeof import('../fixtures/handles.mjs')

const url = new URL('../fixtures/handles.mjs', import.meta.url)
const pool = new Pool({ limit: 2 })
const handles = pool.invoke<Handles>(url)
test.after(() => pool.kill({ force: true }))

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

test.run()
