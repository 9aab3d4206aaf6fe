import * as assert from 'uvu/assert'
import { readdirSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { invoke, Pool, Retry, type PoolOptions, type Remote } from 'invoke'
import { suite } from '../suite.js'
import { isAlive, pause, startProgram, until } from './program.js'

const test = suite('workers', 60_000)

type Tasks = typeof import('../fixtures/tasks.mjs')

const tasksUrl = new URL('../fixtures/tasks.mjs', import.meta.url)

const withPool = async (
  options: PoolOptions,
  body: (tasks: Remote<Tasks>, pool: Pool) => Promise<void>,
): Promise<void> => {
  const pool = new Pool(options)
  try {
    await body(pool.invoke<Tasks>(tasksUrl), pool)
  } finally {
    await pool.kill({ force: true })
  }
}

/** Keeps so many workers busy at a time until there are so many: a busy machine starts them slowly. */
const startWorkers = async (tasks: Remote<Tasks>, count: number): Promise<number[]> => {
  for (;;) {
    const calls = Array.from({ length: count }, () => tasks.pidLater(100))
    const pids = [...new Set(await Promise.all(calls))]
    if (pids.length === count) return pids
  }
}

test('calls run in other processes, no more of them than the limit', () =>
  withPool({ limit: 2 }, async (tasks) => {
    const pids = await startWorkers(tasks, 2)
    assert.not(pids.includes(process.pid))
    const more = await Promise.all(Array.from({ length: 12 }, () => tasks.pidLater(20)))
    assert.equal(new Set(more), new Set(pids))
  }))

test('one call starts one worker, and the next one goes there too', () =>
  withPool({ limit: 4 }, async (tasks) => {
    const pids = new Set<number>()
    for (let i = 0; i < 5; i++) pids.add(await tasks.pid())
    assert.is(pids.size, 1)
  }))

test('a pool that may do several calls in one worker still prefers idle workers', () =>
  withPool({ limit: 2, concurrency: 4 }, async (tasks) => {
    await startWorkers(tasks, 2)
    const pids = await Promise.all([tasks.pidLater(50), tasks.pidLater(50)])
    assert.is(new Set(pids).size, 2)
  }))

test('an idle worker ends after its time, the minimum stays', () =>
  withPool({ limit: 3, minimum: 1, idleTimeout: 100 }, async (tasks) => {
    const pids = await startWorkers(tasks, 3)
    await until(() => pids.filter(isAlive).length <= 1)
    await pause(300)
    const alive = pids.filter(isAlive)
    assert.is(alive.length, 1)
    assert.is(await tasks.pid(), alive[0])
  }))

test('the tail of a pool expires while one worker is kept busy', () =>
  withPool({ limit: 2, idleTimeout: 150 }, async (tasks) => {
    const pids = await startWorkers(tasks, 2)
    while (pids.filter(isAlive).length > 1) {
      await tasks.pid()
      await pause(10)
    }
  }))

test('env, cwd and execArgv reach the workers, whole', () =>
  withPool(
    { limit: 1, env: { ONLY: 'this', NOT: undefined }, cwd: tmpdir(), execArgv: ['--no-warnings'] },
    async (tasks) => {
      const { env, cwd, execArgv } = await tasks.surroundings()
      assert.is(env['ONLY'], 'this')
      assert.is(env['PATH'], undefined)
      assert.is(env['NODE_CHANNEL_FD'], undefined)
      assert.is(cwd, realpathSync(tmpdir()))
      assert.equal(execArgv, ['--no-warnings'])
    },
  ))

test('without these options a worker is like its parent', () =>
  withPool({ limit: 1 }, async (tasks) => {
    const { env, cwd, execArgv } = await tasks.surroundings()
    assert.is(env['PATH'], process.env['PATH'])
    assert.is(cwd, process.cwd())
    assert.equal(execArgv, process.execArgv)
  }))

test('modules are named by an absolute path, a file: string, a package or a built-in name', () =>
  withPool({ limit: 1 }, async (_tasks, pool) => {
    assert.is(await pool.invoke<Tasks>(fileURLToPath(tasksUrl)).add(1, 2), 3)
    assert.is(await pool.invoke<Tasks>(tasksUrl.href).add(1, 2), 3)
    assert.is(await pool.invoke<typeof import('node:path')>('node:path').basename('/a/b'), 'b')
    assert.is(await pool.invoke<typeof import('node:path')>('path').basename('/a/b'), 'b')
    const terser = pool.invoke<typeof import('terser')>('terser')
    assert.is((await terser.minify('let a = 1')).code, 'let a=1;')
    const importOnly = pool.invoke<typeof import('pretty-bytes')>('pretty-bytes')
    assert.is(await importOnly.default(1000), '1 kB')
  }))

test('an export named then is reached by its name', () =>
  withPool({ limit: 1 }, async (tasks) => {
    assert.is(await invoke.call(tasks, 'then', ['x']), 'then x')
    assert.throws(() => invoke.call({} as never, 'x'), /expected what invoke\(\) returned/)
  }))

test('a task that replaces the clocks of its process does not stop its worker', () =>
  withPool({ limit: 1 }, async (tasks) => {
    await tasks.stopClocks()
    assert.is(await tasks.add(1, 2), 3)
  }))

test('a large result arrives whole', () =>
  withPool({ limit: 1 }, async (tasks) => {
    const bytes = await tasks.big(50_000_000)
    assert.ok(Buffer.isBuffer(bytes))
    assert.is(bytes.length, 50_000_000)
    assert.ok(bytes.every((byte) => byte === 'x'.charCodeAt(0)))
  }))

test('many large calls at once keep their order and their bytes', () =>
  withPool({ limit: 2, concurrency: 8 }, async (tasks) => {
    const sent = Array.from({ length: 24 }, (_, i) => Buffer.alloc(400_000 + i * 1000, i))
    const arrived = await Promise.all(sent.map((bytes) => tasks.echo(bytes)))
    arrived.forEach(([bytes], i) => assert.ok((bytes as Buffer).equals(sent[i])))
  }))

test('the default pool is one for all, known by its symbol, and cannot be killed', async () => {
  const { pool } = invoke
  assert.is(invoke.pool, pool)
  assert.instance(pool, Pool)
  assert.is(invoke.Retry, Retry)
  const isDefault = (of: object) => (of as Record<symbol, unknown>)[Symbol.for('invoke.default')]
  assert.is(isDefault(pool), true)
  assert.is(isDefault(new Pool()), false)
  assert.throws(
    () => pool.kill(),
    (error: Error) => error instanceof TypeError && /cannot be killed/.test(error.message),
  )
  const loaded = await invoke.load<Tasks>(tasksUrl)
  assert.is(await loaded.add(1, 2), 3)
  assert.is(await invoke<Tasks>(tasksUrl).add(2, 2), 4)
})

const call = (body: string) => `
  import { invoke, Pool } from 'invoke'
  const tasks = invoke(${JSON.stringify(tasksUrl.href)})
  ${body}`

test('a program with an idle pool ends by itself', async () => {
  const program = startProgram(call(`console.log(await tasks.add(1, 2))`))
  const { code, stdout, stderr } = await program.ended
  assert.equal({ code, stdout, stderr }, { code: 0, stdout: '3\n', stderr: '' })
})

test('a program that awaits no answer still gets its work done', async () => {
  const program = startProgram(call(`tasks.print('from the worker')`))
  const { code, stdout } = await program.ended
  assert.equal({ code, stdout }, { code: 0, stdout: 'from the worker' })
})

test('a program that awaits the end of a pool is not ended before', async () => {
  const source = call(`
    const pool = new Pool({ limit: 1 })
    const own = pool.invoke(${JSON.stringify(tasksUrl.href)})
    const work = own.pidLater(50)
    await pool.kill()
    console.log(typeof await work)`)
  const { code, stdout } = await startProgram(source).ended
  assert.equal({ code, stdout }, { code: 0, stdout: 'number\n' })
})

test('a program that starts nothing starts no process', async () => {
  const source = call(`console.log(typeof tasks.add)`)
  const { code, stdout } = await startProgram(source).ended
  assert.equal({ code, stdout }, { code: 0, stdout: 'function\n' })
})

test('what a worker prints goes where its parent prints, and disturbs nothing', async () => {
  const source = call(`
    await tasks.print('{"rubbish": \\u0000\\u0001 on stdout}\\n')
    console.log(await tasks.add(1, 2))`)
  const { code, stdout } = await startProgram(source).ended
  assert.equal({ code, stdout }, { code: 0, stdout: '{"rubbish": \0\x01 on stdout}\n3\n' })
})

test('a program under the inspector has workers that are not', async () => {
  const source = call(`console.log((await tasks.surroundings()).execArgv.join())`)
  const { code, stdout } = await startProgram(source, ['--inspect=0', '--no-warnings']).ended
  assert.equal({ code, stdout }, { code: 0, stdout: '--no-warnings\n' })
})

test('a worker does not outlive a parent that was killed', async () => {
  const source = call(`console.log(await tasks.pid()); setInterval(() => {}, 1000)`)
  const program = startProgram(source)
  const worker = Number(await program.firstLine)
  assert.ok(isAlive(worker))
  process.kill(program.pid, 'SIGKILL')
  await program.ended
  await until(() => !isAlive(worker))
})

test('pools that come and go leave no descriptor behind', async () => {
  const once = () =>
    withPool({ limit: 2 }, async (tasks) => {
      await Promise.all([tasks.pidLater(1), tasks.pidLater(1)])
    })
  await once()
  const open = () => readdirSync('/proc/self/fd').length
  const before = open()
  for (let i = 0; i < 4; i++) await once()
  await pause(50)
  assert.ok(open() <= before, `${before} descriptors became ${open()}`)
})

test.run()
