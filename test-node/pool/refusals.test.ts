import * as assert from 'uvu/assert'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Pool, StartError, type PoolOptions } from 'invoke'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'
import { startProgram } from './program.js'

const test = suite('refusals', 60_000)

type Tasks = typeof import('../fixtures/tasks.mjs')

const tasksUrl = new URL('../fixtures/tasks.mjs', import.meta.url)
const preload = fileURLToPath(new URL('../fixtures/fails-to-load.cjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'refusals-'))
test.after(() => rmSync(folder, { recursive: true }))

/** What a call is rejected with in a pool whose workers cannot start. */
const refusal = async (options: PoolOptions): Promise<StartError> => {
  const pool = new Pool({ limit: 1, ...options })
  const reason = await reasonOf(pool.invoke<Tasks>(tasksUrl).add(1, 2))
  await pool.kill()
  assert.instance(reason, StartError)
  return reason as StartError
}

const program = (body: string) => `
  import { closeSync, openSync, readFileSync } from 'node:fs'
  import { setTimeout as sleep } from 'node:timers/promises'
  import { Pool } from 'invoke'
  const pool = new Pool({ limit: 1 })
  const tasks = pool.invoke(${JSON.stringify(tasksUrl.href)})
  const attempt = () => tasks.add(1, 2).then(
    (sum) => String(sum),
    ({ name, message }) => name + ': ' + message,
  )
  ${body}`

test('a flag that node does not know is named by the error', async () => {
  const { message, attempts } = await refusal({ execArgv: ['--no-such-flag'] })
  assert.match(message, /bad option: --no-such-flag/)
  assert.is(attempts, 3)
})

test('a worker that fails before its hello is told with its exit code', async () => {
  const { message } = await refusal({ execArgv: ['--require', preload] })
  assert.match(message, /exited with code 1 before it was ready/)
})

test('what a worker failed of before its hello is told', async () => {
  const { message } = await refusal({ execArgv: ['--require', preload] })
  assert.match(message, /this preload always fails/)
})

test('a preload that does not exist is told', async () => {
  const { message } = await refusal({ execArgv: ['--require', '/no/such/preload.cjs'] })
  assert.match(message, /no\/such\/preload/)
})

test('a working directory that does not exist is told', async () => {
  const { message } = await refusal({ cwd: '/no/such/folder' })
  assert.match(message, /ENOENT/)
})

test('a pool whose workers cannot start does not try without pause', async () => {
  const journal = join(folder, 'attempts')
  const pool = new Pool({
    limit: 1,
    execArgv: ['--require', preload],
    env: { ...process.env, ATTEMPTS: journal },
  })
  const tasks = pool.invoke<Tasks>(tasksUrl)
  const end = performance.now() + 1000
  while (performance.now() < end) assert.instance(await reasonOf(tasks.add(1, 2)), StartError)
  await pool.kill({ force: true })
  const attempts = readFileSync(journal, 'utf8').trim().split('\n').length
  assert.ok(attempts >= 3 && attempts <= 10, `${attempts} attempts`)
})

test('workers that fail together count as one attempt, and the next one is made', async () => {
  const cwd = join(folder, 'late')
  const pool = new Pool({ limit: 4, cwd, execArgv: [] })
  const tasks = pool.invoke<Tasks>(tasksUrl)
  const sums = Promise.all([1, 2, 3, 4].map((n) => tasks.add(n, n)))
  setTimeout(() => mkdirSync(cwd), 20)
  assert.equal(await sums, [2, 4, 6, 8])
  await pool.kill()
})

test('all calls that wait are refused with the same error', async () => {
  const pool = new Pool({ limit: 1, execArgv: ['--no-such-flag'] })
  const tasks = pool.invoke<Tasks>(tasksUrl)
  const reasons = await Promise.all([1, 2, 3].map((n) => reasonOf(tasks.add(n, n))))
  await pool.kill()
  assert.instance(reasons[0], StartError)
  assert.is(new Set(reasons).size, 1)
})

if (process.platform !== 'win32') {
  const few = { under: ['sh', '-c', 'ulimit -n 64; exec "$@"', 'sh'] }

  test('without descriptors a call is refused; when there are some again, it is answered', async () => {
    const { code, stdout, stderr } = await startProgram(
      program(`
        const opened = []
        try {
          for (;;) opened.push(openSync('/dev/null'))
        } catch {}
        console.log(await attempt())
        for (const fd of opened) closeSync(fd)
        console.log(await attempt())`),
      [],
      few,
    ).ended
    assert.match(stdout, /^StartError: 3 workers in a row could not be started: .*EMFILE\n3\n$/)
    assert.equal({ code, stderr }, { code: 0, stderr: '' })
  })

  test('a program that has no descriptors left once a worker is started gets its answer', async () => {
    const { code, stdout, stderr } = await startProgram(
      program(`
        const opened = []
        const answer = attempt()
        try {
          for (;;) opened.push(openSync('/dev/null'))
        } catch {}
        setTimeout(() => {
          for (const fd of opened) closeSync(fd)
        }, 500)
        console.log(await answer)`),
      [],
      few,
    ).ended
    assert.equal({ code, stdout, stderr }, { code: 0, stdout: '3\n', stderr: '' })
  })

  for (let left = 0; left <= 12; left++) {
    test(`with room for ${left} descriptors a call is refused or answered`, async () => {
      const { code, stdout, stderr } = await startProgram(
        program(`
          const opened = []
          try {
            for (;;) opened.push(openSync('/dev/null'))
          } catch {}
          for (const fd of opened.splice(0, ${left})) closeSync(fd)
          console.log(await attempt())
          for (const fd of opened) closeSync(fd)
          console.log(await attempt())`),
        [],
        few,
      ).ended
      assert.match(stdout, /^(?:3|StartError: .*EMFILE)\n3\n$/, stderr)
      assert.equal({ code, stderr }, { code: 0, stderr: '' })
    })
  }
}

/** Whose processes can be counted: the superuser may have as many as there is room for. */
const counted = process.getuid?.() === 0 ? ['setpriv', '--reuid', '65534', '--clear-groups'] : []

const canLimit =
  process.platform === 'linux' &&
  spawnSync('prlimit', ['--version']).status === 0 &&
  (counted.length === 0 ||
    spawnSync(counted[0], [...counted.slice(1), 'node', '-e', '0'], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
    }).status === 0)

const limitProcesses = (pid: number, soft: string) => {
  const [command, ...parameters] = [...counted, 'prlimit', '--pid', String(pid), `--nproc=${soft}:`]
  execFileSync(command, parameters)
}

if (canLimit) {
  test('without processes a call is refused; when there may be some again, it is answered', async () => {
    const waiting = startProgram(
      program(`
        const limit = () => /Max processes +(\\S+)/.exec(readFileSync('/proc/self/limits', 'utf8'))[1]
        const free = limit()
        console.log('ready')
        while (limit() === free) await sleep(10)
        console.log(await attempt())
        console.log('refused')
        while (limit() !== free) await sleep(10)
        console.log(await attempt())`),
      [],
      { under: counted },
    )
    await waiting.printed('ready')
    const limits = readFileSync(`/proc/${waiting.pid}/limits`, 'utf8')
    const free = /Max processes +(\S+)/.exec(limits)?.[1] as string
    limitProcesses(waiting.pid, '1')
    await waiting.printed('refused')
    limitProcesses(waiting.pid, free)
    const { code, stdout, stderr } = await waiting.ended
    assert.match(stdout, /^ready\nStartError: 3 workers in a row .*EAGAIN\nrefused\n3\n$/)
    assert.equal({ code, stderr }, { code: 0, stderr: '' })
  })
} else console.error('skipped: processes cannot be limited here')

test.run()
