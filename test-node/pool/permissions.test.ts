import * as assert from 'uvu/assert'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  LoadError,
  Pool,
  StartError,
  type Permissions,
  type PoolOptions,
  type Remote,
} from 'invoke'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'
import { isAlive, startProgram, until } from './program.js'

const test = suite('permissions', 60_000)

type Tasks = typeof import('../fixtures/permissions.mjs')

const url = new URL('../fixtures/permissions.mjs', import.meta.url)
const module = fileURLToPath(url)

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'invoke-permissions-')))
test.after(() => rmSync(folder, { recursive: true }))
const inside = join(folder, 'inside')
const beside = join(folder, 'inside-out')
mkdirSync(inside)
mkdirSync(beside)
const file = join(inside, 'file')
const other = join(beside, 'file')
writeFileSync(file, 'content')
writeFileSync(other, 'content')

const flags = process.allowedNodeEnvironmentFlags
const model = flags.has('--permission') ? '--permission' : '--experimental-permission'

/** Without what this process was started with, and without Node's warnings of the flags. */
const plain = { limit: 1, execArgv: ['--no-warnings'] }

const withPool = async (
  { read = [], ...permissions }: Permissions,
  body: (tasks: Remote<Tasks>, pool: Pool) => Promise<void>,
  options: PoolOptions = {},
) => {
  const granted = { ...permissions, read: typeof read === 'boolean' ? read : [url, ...read] }
  const pool = new Pool({ ...plain, ...options, permissions: granted })
  try {
    await body(pool.invoke<Tasks>(url), pool)
  } finally {
    await pool.kill({ force: true })
  }
}

/** Fails unless Node itself has denied it. */
const denied = async (work: Promise<unknown>, permission: string, resource?: string) => {
  const error = (await reasonOf(work)) as Error & { permission?: string; resource?: string }
  assert.instance(error, Error)
  assert.is((error as NodeJS.ErrnoException).code, 'ERR_ACCESS_DENIED', error.message)
  assert.is(error.permission, permission)
  if (resource !== undefined) assert.is(error.resource, resource)
}

test('files can be read that are granted, and no others', () =>
  withPool({ read: [file] }, async (tasks) => {
    assert.is(await tasks.read(file), 7)
    await denied(tasks.read(other), 'FileSystemRead', other)
    await denied(tasks.list(inside), 'FileSystemRead', inside)
    await denied(tasks.write(file), 'FileSystemWrite', file)
  }))

for (const [name, place] of [
  ['a path', inside],
  ['a path with a slash', `${inside}/`],
  ['a URL', new URL(`file://${inside}/`)],
] as const) {
  test(`a folder is granted with what is in it, by ${name}`, () =>
    withPool({ read: [place] }, async (tasks) => {
      assert.is(await tasks.read(file), 7)
      assert.equal(await tasks.list(inside), ['file'])
      await denied(tasks.read(other), 'FileSystemRead', other)
    }))
}

test('a folder is granted before it is there, if it ends with a slash', () =>
  withPool({ read: [join(folder, 'later/')] }, async (tasks) => {
    await tasks.execArgv()
    mkdirSync(join(folder, 'later'))
    writeFileSync(join(folder, 'later', 'file'), '')
    assert.is(await tasks.read(join(folder, 'later', 'file')), 0)
  }))

test('everything can be read where true is granted', () =>
  withPool({ read: true }, async (tasks) => {
    assert.is(await tasks.read(other), 7)
    await denied(tasks.write(other), 'FileSystemWrite')
  }))

test('files can be written that are granted, and no others', () =>
  withPool({ write: [beside] }, async (tasks) => {
    await tasks.write(other)
    assert.is(readFileSync(other, 'utf8'), 'written')
    await denied(tasks.write(file), 'FileSystemWrite', file)
    await denied(tasks.read(other), 'FileSystemRead', other)
    writeFileSync(other, 'content')
  }))

test('processes and threads are started where that is granted', async () => {
  await withPool({}, async (tasks) => {
    await denied(tasks.spawn(), 'ChildProcess')
    await denied(tasks.thread(), 'WorkerThreads')
  })
  await withPool({ childProcess: true, worker: true }, async (tasks) => {
    assert.is(await tasks.spawn(), 0)
    assert.is(await tasks.thread(), 0)
  })
})

if (flags.has('--allow-wasi')) {
  test('WASI is used where that is granted', async () => {
    await withPool({}, (tasks) => denied(tasks.wasi(), 'WASI'))
    await withPool({ wasi: true }, async (tasks) => assert.is(await tasks.wasi(), 'object'))
  })
}

if (flags.has('--allow-net')) {
  test('the network is used where that is granted', async () => {
    await withPool({ net: false }, (tasks) => denied(tasks.listen(), 'Net'))
    await withPool({ net: true }, async (tasks) => assert.is(await tasks.listen(), 'listened'))
  })
} else {
  test('the network cannot be denied here, and who asks for that is told', async () => {
    assert.throws(
      () => new Pool({ permissions: { net: false } }),
      (error: Error) => error instanceof TypeError && /cannot deny .*"net"/.test(error.message),
    )
    await withPool({ net: true }, async (tasks) => assert.is(await tasks.listen(), 'listened'))
  })
}

test('without any permission, a module that has no file works', async () => {
  const pool = new Pool({ ...plain, permissions: {} })
  const path = pool.invoke<typeof import('node:path')>('node:path')
  assert.is(await path.basename('/a/b'), 'b')
  await pool.kill()
})

test('a module that may not be read is named by the error', async () => {
  const pool = new Pool({ ...plain, permissions: {} })
  const error = (await reasonOf(pool.invoke<Tasks>(url).pid())) as LoadError
  await pool.kill()
  assert.instance(error, LoadError)
  assert.match(error.message, `has no permission FileSystemRead of ${module}`)
  await denied(Promise.reject(error.cause), 'FileSystemRead', module)
})

test('a preload that may not be read is named by the error', async () => {
  const preload = join(folder, 'preload.mjs')
  writeFileSync(preload, '')
  const pool = new Pool({ limit: 1, execArgv: ['--import', preload], permissions: {} })
  const error = (await reasonOf(pool.invoke<Tasks>(url).pid())) as StartError
  await pool.kill()
  assert.instance(error, StartError)
  assert.match(error.message, preload)
})

test('the variable NODE_OPTIONS permits nothing', async () => {
  const audit = flags.has('--permission-audit') ? ' --permission-audit' : ''
  const NODE_OPTIONS = `--no-deprecation --allow-fs-read=* --allow-child-process${audit}`
  await withPool(
    {},
    async (tasks) => {
      await denied(tasks.read(file), 'FileSystemRead')
      await denied(tasks.spawn(), 'ChildProcess')
    },
    { env: { ...process.env, NODE_OPTIONS } },
  )
})

test('flags that permit more are refused', () => {
  for (const flag of [model, '--allow-fs-read=/', '--allow-worker', '--env-file=.env']) {
    assert.throws(
      () => new Pool({ execArgv: ['--no-warnings', flag], permissions: {} }),
      (error: Error) => error instanceof TypeError && error.message.includes(`has ${flag}`),
    )
  }
})

const program = (options: string) => `
  import { Pool } from 'invoke'
  const pool = new Pool(${options})
  const tasks = pool.invoke(${JSON.stringify(url.href)})
  const attempt = (call) => call.then(String, ({ name, code, message }) => name + ' ' + code + ': ' + message)`

test('what the parent itself may do is not inherited beside permissions of its own', async () => {
  const granted = JSON.stringify({ limit: 1, permissions: { read: [url.href] } })
  const source = `${program(granted)}
    console.log(await attempt(tasks.read(${JSON.stringify(file)})))
    console.log(await attempt(tasks.spawn()))
    await pool.kill()`
  const parent = ['--no-warnings', model, '--allow-fs-read=*', '--allow-child-process']
  const { stdout, stderr, code } = await startProgram(source, parent).ended
  assert.match(stdout, /^Error ERR_ACCESS_DENIED: .*\nError ERR_ACCESS_DENIED: .*\n$/)
  assert.equal({ code, stderr }, { code: 0, stderr: '' })
})

test('without them, workers may do what their parent may', async () => {
  const source = `${program('{ limit: 1 }')}
    console.log(await attempt(tasks.read(${JSON.stringify(file)})))
    console.log(await attempt(tasks.write(${JSON.stringify(file)})))
    await pool.kill()`
  const parent = ['--no-warnings', model, '--allow-fs-read=*', '--allow-child-process']
  const { stdout, stderr, code } = await startProgram(source, parent).ended
  assert.match(stdout, /^7\nError ERR_ACCESS_DENIED: .*\n$/)
  assert.equal({ code, stderr }, { code: 0, stderr: '' })
})

test('a parent that may not start processes is told so', async () => {
  const source = `${program('{ limit: 1 }')}
    console.log(await attempt(tasks.pid()))
    await pool.kill()`
  const { stdout, stderr, code } = await startProgram(source, [
    '--no-warnings',
    model,
    '--allow-fs-read=*',
  ]).ended
  assert.match(stdout, /^StartError INVOKE_START: .* it needs --allow-child-process\n$/)
  assert.equal({ code, stderr }, { code: 0, stderr: '' })
})

test('a worker that may do nothing does not outlive its parent either', async () => {
  const granted = JSON.stringify({ ...plain, permissions: { read: [url.href] } })
  const source = `${program(granted)}
    console.log(await tasks.pid())
    await tasks.spin()`
  const parent = startProgram(source)
  const worker = Number(await parent.firstLine)
  process.kill(parent.pid, 'SIGKILL')
  await parent.ended
  await until(() => !isAlive(worker))
})

const textOf = async (socket: Socket) => {
  let text = ''
  for await (const part of socket.setEncoding('utf8')) text += part
  return text
}

test('a socket is handed to a worker that may not use the network', () =>
  withPool({}, async (tasks) => {
    const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
    const [socket] = (await once(server, 'connection')) as [Socket]
    await tasks.greet(socket)
    assert.is(await textOf(client), 'hello')
    server.close()
  }))

test('a server is handed to a worker, or its call rejects where it may not accept connections', () =>
  withPool({}, async (tasks, pool) => {
    const deaths: unknown[] = []
    pool.on('death', ({ error }) => deaths.push(error))
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const outcome = await tasks.serve(server).catch((error: Error) => error.message)
    if (flags.has('--allow-net')) assert.match(String(outcome), /is lost: Access to this API/)
    else assert.is(await textOf(connect(port, '127.0.0.1')), 'hello')
    assert.type(await tasks.pid(), 'number')
    assert.equal(deaths, [])
    // Where it was not taken, it is still here.
    server.close()
  }))

test('memory is measured, and a worker replaced, where nothing may be read', () =>
  withPool(
    {},
    async (tasks) => {
      const first = await tasks.pid()
      while ((await tasks.pid()) === first);
    },
    { recycle: { rss: 1 } },
  ))

if (process.platform === 'linux') {
  test('the variables of the parent cannot be read by way of /proc', () =>
    withPool({}, (tasks) => denied(tasks.readParent(), 'FileSystemRead')))
}

test('options that do not fit are refused', () => {
  const refused = (permissions: unknown, message: RegExp) =>
    assert.throws(
      () => new Pool({ permissions } as never),
      (error: Error) => error instanceof TypeError && message.test(error.message),
    )
  refused('all', /the pool option "permissions" must be an object/)
  refused({ files: true }, /unknown permissions option "files"; there are read, write/)
  refused({ read: '/a' }, /the permissions option "read" must be true, false or an array/)
  refused({ read: [1] }, /the permissions option "read" must be/)
  refused({ worker: 1 }, /the permissions option "worker" must be true or false/)
  refused({ read: ['./data'] }, /"read" is for absolute paths and file: URLs, not for ".\/data"/)
})

test.run()
