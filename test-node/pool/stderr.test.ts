import * as assert from 'uvu/assert'
import { spawn } from 'node:child_process'
import { Pool, WorkerDeath } from 'invoke'
import { reasonOf } from '../contract/pool.js'
import { lines } from '../fixtures/stderr.mjs'
import { suite } from '../suite.js'
import { pause, startProgram } from './program.js'

const test = suite('stderr', 30_000)

type Stderr = typeof import('../fixtures/stderr.mjs')

const url = new URL('../fixtures/stderr.mjs', import.meta.url)

/** What a call is rejected with that ends its worker. */
const deathOf = async (
  method: 'writeLinesAndAbort' | 'writeLinesAndExit' | 'fillMemory',
  execArgv: readonly string[] = [],
): Promise<WorkerDeath> => {
  const pool = new Pool({ limit: 1, execArgv })
  const reason = await reasonOf(pool.invoke<Stderr>(url)[method](500))
  await pool.kill()
  assert.instance(reason, WorkerDeath)
  return reason as WorkerDeath
}

const program = (body: string) => `
  import { invoke, Pool } from 'invoke'
  const module = invoke(${JSON.stringify(url.href)})
  ${body}`

/** More than pipes and sockets hold: a megabyte. */
const MANY = 11_000

test('a death comes with the last lines that the worker wrote', async () => {
  const { stderr, exitCode } = await deathOf('writeLinesAndExit')
  assert.is(exitCode, 3)
  assert.ok(stderr.endsWith(lines(500).slice(-20).join('')))
})

test('the lines of a death are whole', async () => {
  const { stderr } = await deathOf('writeLinesAndExit')
  assert.ok(lines(500).join('').endsWith(stderr))
  assert.match(stderr, /^line /)
})

test('a death by abort comes with the last lines as well', async () => {
  const { stderr, signal } = await deathOf('writeLinesAndAbort')
  assert.is(signal, 'SIGABRT')
  assert.ok(stderr.includes(lines(500).slice(-20).join('')))
})

test('a worker that was out of memory says so, and in which call', async () => {
  const death = await deathOf('fillMemory', ['--max-old-space-size=24'])
  assert.match(death.likelyCause, /out of memory/)
  assert.match(death.message, /out of memory/)
  assert.equal(
    { module: death.module, method: death.method },
    { module: url.href, method: 'fillMemory' },
  )
})

test('what a worker writes right before the program ends is not lost', async () => {
  const { code, stderr } = await startProgram(program(`await module.complain('the last')`)).ended
  assert.equal({ code, stderr }, { code: 0, stderr: 'the last\n' })
})

test('what a worker writes right before the program exits is not lost', async () => {
  const source = program(`
    await module.complain('the last')
    process.exit(4)`)
  const { code, stderr } = await startProgram(source).ended
  assert.equal({ code, stderr }, { code: 4, stderr: 'the last\n' })
})

test('a burst of a megabyte arrives whole although the parent is busy', async () => {
  const source = program(`
    await module.add(1, 2)
    const written = module.writeLines(${MANY})
    setTimeout(() => {
      const end = Date.now() + 300
      while (Date.now() < end);
    }, 20)
    console.log(await written)`)
  const { code, stdout, stderr } = await startProgram(source).ended
  assert.equal({ code, stdout }, { code: 0, stdout: 'written\n' })
  assert.is(stderr.length, lines(MANY).join('').length)
  assert.ok(stderr === lines(MANY).join(''))
})

/** Starts a program with its standard error in our hands. */
const startWith = (source: string) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    cwd: new URL('../..', import.meta.url),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  const ended = new Promise<{ code: number | null; stdout: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout }))
  })
  return { child, errors: child.stderr, ended }
}

test('a burst arrives whole although nobody reads it for a while', async () => {
  const { errors, ended } = startWith(program(`console.log(await module.writeLines(${MANY}))`))
  await pause(700)
  let stderr = ''
  errors.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  assert.equal(await ended, { code: 0, stdout: 'written\n' })
  assert.ok(stderr === lines(MANY).join(''), `${stderr.length} characters arrived`)
})

test('a program that ends while its standard error is full loses nothing of it', async () => {
  const count = 3500
  const { child, errors, ended } = startWith(
    program(`console.log(await module.writeLines(${count}))`),
  )
  await new Promise((resolve) => child.stdout.once('data', resolve))
  await pause(300)
  let stderr = ''
  errors.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  assert.equal(await ended, { code: 0, stdout: 'written\n' })
  assert.is(stderr.length, lines(count).join('').length)
})

const withoutReader = async (body: string) => {
  const { child, errors, ended } = startWith(program(body))
  errors.destroy()
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
  const outcome = await ended
  clearTimeout(timer)
  return outcome
}

test('a program whose standard error was closed goes on', async () => {
  const outcome = await withoutReader(`
    for (let i = 0; i < 5; i++) await module.complain('to nobody')
    console.log(await module.add(1, 2))`)
  assert.equal(outcome, { code: 0, stdout: '3\n' })
})

test('a burst that nobody can read any more holds no call up', async () => {
  const outcome = await withoutReader(`
    console.log(await module.writeLines(${MANY}))
    console.log(await module.writeLines(${MANY}))`)
  assert.equal(outcome, { code: 0, stdout: 'written\nwritten\n' })
})

test('a worker that dies with much to say to nobody ends no program', async () => {
  const outcome = await withoutReader(`
    await module.writeLinesAndExit(${MANY}).catch(({ name }) => console.log(name))
    console.log(await module.add(1, 2))`)
  assert.equal(outcome, { code: 0, stdout: 'WorkerDeath\n3\n' })
})

test.run()
