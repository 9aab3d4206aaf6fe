import * as assert from 'uvu/assert'
import { once } from 'node:events'
import { LoadError, Pool } from 'invoke'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'
import { connection, openServer, textOf } from './connections.js'
import { pause, startProgram } from './program.js'

const test = suite('leftovers', 60_000)

type Handles = typeof import('../fixtures/handles.mjs')

const pool = new Pool({ limit: 2 })
const url = new URL('../fixtures/handles.mjs', import.meta.url)
const handles = pool.invoke<Handles>(url)
test.after(() => pool.kill({ force: true }))

/** A socket with bytes in it that nobody has consumed. */
const buffered = async (text: string | Buffer, ending = false) => {
  const { client, socket } = await connection()
  socket.resume()
  socket.pause()
  if (ending) client.end(text)
  else client.write(text)
  await once(socket, 'readable')
  await pause(50)
  return { client, socket }
}

test('whoever listened to a socket does not hear what goes along', async () => {
  const { client, socket } = await buffered('once\n')
  void textOf(client)
  let heard = ''
  socket.on('data', (chunk) => (heard += String(chunk))).pause()
  assert.is(await handles.answer(socket), 'once')
  assert.is(heard, '')
})

test('an end that was read already does not end the connection for writing', async () => {
  const { client, socket } = await buffered('question\n', true)
  const text = textOf(client)
  await handles.greet(socket)
  assert.is(await text, 'hello')
})

test('bytes of a socket with an encoding go along, also when it was given back', async () => {
  const { client, socket } = await connection()
  void textOf(client)
  socket.setEncoding('utf8').resume().pause()
  const line = Buffer.from('gr\u00fc\u00dfe')
  client.write(line.subarray(0, -2))
  await once(socket, 'readable')
  await pause(50)
  const broken = pool.invoke<Handles>(new URL('../fixtures/broken/nowhere.mjs', import.meta.url))
  assert.instance(await reasonOf(broken.answer(socket)), LoadError)
  const answered = handles.answer(socket)
  client.write(Buffer.concat([line.subarray(-2), Buffer.from('\n')]))
  assert.is(await answered, 'gr\u00fc\u00dfe')
})

test('what was written to a socket arrives before what the worker writes', async () => {
  const { client, socket } = await connection()
  socket.write('x'.repeat(10_000_000))
  const greeted = handles.greet(socket, 'end')
  const text = await textOf(client)
  assert.is(text.length, 10_000_003)
  await greeted
})

test('what a worker sends by itself does not stay open in the parent', async () => {
  const { server, port, next } = await openServer()
  await handles.sendByItself(port)
  const peer = await next()
  server.close()
  assert.is(await textOf(peer), 'from the worker\n')
})

test('a socket that was handed on is let go here', async () => {
  const source = `
    import { once } from 'node:events'
    import net from 'node:net'
    import { Pool } from 'invoke'
    const pool = new Pool({ limit: 1, concurrency: 50 })
    const handles = pool.invoke(${JSON.stringify(url.href)})
    const sockets = []
    const calls = []
    const server = net.createServer({ pauseOnConnect: true }, (socket) => {
      sockets.push(new WeakRef(socket))
      calls.push(handles.greet(socket))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    for (let round = 0; round < 10; round++) {
      const clients = Array.from({ length: 30 }, () => net.connect(server.address().port).resume())
      await Promise.all(clients.map((client) => once(client, 'close')))
      await Promise.all(calls.splice(0))
    }
    for (let i = 0; i < 10; i++) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      gc()
    }
    console.log(sockets.filter((ref) => ref.deref() !== undefined).length)
    server.close()
    await pool.kill()`
  const { code, stdout } = await startProgram(source, ['--expose-gc']).ended
  assert.is(code, 0)
  // The last ones may be held by the engine for a while.
  assert.ok(Number(stdout) <= 30, `${stdout.trim()} of 300 are left`)
})

test('a worker whose code replaces process.send still hands on sockets', async () => {
  const own = new Pool({ limit: 1 })
  const module = own.invoke<Handles>(new URL('../fixtures/handles.mjs', import.meta.url))
  const { server, port } = await openServer()
  await module.replaceSend()
  const socket = await module.connect(port)
  server.close()
  socket.destroy()
  await own.kill()
})

test('a worker whose code removes all listeners to messages still takes sockets', async () => {
  const own = new Pool({ limit: 1 })
  const module = own.invoke<Handles>(url)
  for (let round = 0; round < 3; round++) {
    await module.removeListeners()
    const { client, socket } = await connection()
    const text = textOf(client)
    await module.greet(socket)
    assert.is(await text, 'hello')
  }
  await own.kill()
})

test('sockets among items that nobody takes are closed', async () => {
  const { server, port, next } = await openServer()
  const peers: Promise<string>[] = []
  let taken = 0
  for await (const socket of handles.connectMany(port, 10)) {
    socket.destroy()
    if (++taken === 3) break
  }
  await pause(100)
  const count = await new Promise<number>((resolve) =>
    server.getConnections((_error, number) => resolve(number)),
  )
  assert.ok(count >= taken)
  for (let i = 0; i < count; i++) peers.push(textOf(await next()))
  await Promise.all(peers)
  server.close()
})

test.run()
