import * as assert from 'uvu/assert'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from '../suite.js'
import { descendantsOf, survivorsOf, type SystemProcess } from './processes.js'
import { isAlive, startProgram, until, type Program } from './program.js'

const test = suite('orphans', 60_000)

const url = new URL('../fixtures/orphans.mjs', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'orphans-'))
const programs: Program[] = []
test.after(() => {
  for (const { pid } of programs) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  rmSync(folder, { recursive: true })
})

let files = 0
const newFile = () => join(folder, String(++files))

/** Milliseconds that a worker may outlive a parent that was killed: a second, and one for a busy machine. */
const AT_ONCE = 2000
/** The same for what only watches. */
const SOON = 10_000

const start = (body: string, grouped = false): Program => {
  const source = `
    import { invoke } from 'invoke'
    const module = invoke(${JSON.stringify(url.href)})
    ${body}`
  const program = startProgram(source, [], { grouped })
  programs.push(program)
  return program
}

/** A program whose worker does something that never ends, and says in a file that it has begun. */
const startCalling = async (method: string, grouped = false): Promise<Program> => {
  const file = newFile()
  const program = start(`await module.${method}(${JSON.stringify(file)})`, grouped)
  await until(() => existsSync(file))
  return program
}

/** Fails unless they all end within a time. */
const end = async (processes: readonly SystemProcess[], milliseconds: number): Promise<void> => {
  const deadline = performance.now() + milliseconds
  await until(() => survivorsOf(processes).length === 0 || performance.now() > deadline)
  assert.equal(survivorsOf(processes), [])
}

/** Not what watches over them, which knows their file by name. */
const isWorker = ({ command }: SystemProcess) => /^\S*node .*child\.cjs$/.test(command)

/** Kills a program, and sees that of its processes nothing is left. */
const killed = async (program: Program, workers: number): Promise<void> => {
  const below = descendantsOf(program.pid)
  assert.is(below.filter(isWorker).length, workers)
  process.kill(program.pid, 'SIGKILL')
  await end(below.filter(isWorker), AT_ONCE)
  await end(below, SOON)
}

// Processes are found in /proc.
if (process.platform === 'linux') {
  test('a worker that spins does not outlive a parent that was killed', async () => {
    await killed(await startCalling('spin'), 1)
  })

  test('a worker that spins and hears no signal does not outlive a parent that was killed', async () => {
    await killed(await startCalling('spinThroughSignals'), 1)
  })

  test('an idle worker does not outlive a parent that was killed', async () => {
    const program = start(`console.log(await module.pid()); setInterval(() => {}, 1000)`)
    await program.firstLine
    await killed(program, 1)
  })

  test('a worker of a worker does not outlive a program that was killed', async () => {
    await killed(await startCalling('spinBelow'), 2)
  })

  test('a worker of a worker that spins itself does not either', async () => {
    await killed(await startCalling('spinHereAndBelow'), 2)
  })

  test('all workers of all pools go with their program', async () => {
    const many = [newFile(), newFile(), newFile(), newFile()]
    const program = start(`
      import { Pool } from 'invoke'
      for (const file of ${JSON.stringify(many)}) {
        const pool = new Pool({ limit: 1 })
        void pool.invoke(${JSON.stringify(url.href)}).spin(file)
      }`)
    await until(() => many.every((file) => existsSync(file)))
    await killed(program, 4)
  })

  /** A program that has printed something, and ends by itself as soon as it is told. */
  const startWaiting = async (body: string): Promise<Program> => {
    const program = start(`
      const held = setInterval(() => {}, 1000)
      process.once('SIGUSR2', () => clearInterval(held))
      ${body}`)
    await program.firstLine
    return program
  }

  const endedByItself = async (program: Program): Promise<SystemProcess[]> => {
    const below = descendantsOf(program.pid)
    process.kill(program.pid, 'SIGUSR2')
    const { code, stderr } = await program.ended
    assert.equal({ code, stderr }, { code: 0, stderr: '' })
    return below
  }

  test('a program that ends by itself leaves no process behind', async () => {
    const program = await startWaiting(`console.log(await module.pid())`)
    const below = await endedByItself(program)
    assert.ok(below.length >= 1)
    await end(below, SOON)
  })

  test('a generator that is open when the program ends cleans up, and leaves no process behind', async () => {
    const file = newFile()
    const program = await startWaiting(`
      const iterator = await module.untilTheEnd(${JSON.stringify(file)})
      console.log((await iterator.next()).value)`)
    const below = await endedByItself(program)
    await until(() => existsSync(file))
    await until(() => readFileSync(file, 'utf8') === 'cleaned up')
    await end(below, SOON)
  })

  test('a killed pool leaves no worker, and the program no other process', async () => {
    const program = await startWaiting(`
      import { Pool } from 'invoke'
      const pool = new Pool({ limit: 2 })
      const own = pool.invoke(${JSON.stringify(url.href)})
      await Promise.all([own.pid(), own.pid()])
      await pool.kill()
      console.log('killed')`)
    const below = await endedByItself(program)
    assert.equal(below.filter(isWorker), [])
    await end(below, SOON)
  })

  for (const method of ['spin', 'spinThroughSignals', 'spinBelow']) {
    test(`an interrupt at the terminal ends everything: ${method}`, async () => {
      const program = await startCalling(method, true)
      const below = descendantsOf(program.pid)
      process.kill(-program.pid, 'SIGINT')
      const { signal } = await program.ended
      assert.is(signal, 'SIGINT')
      await end(below.filter(isWorker), AT_ONCE)
      await end(below, SOON)
    })
  }
}

test.run()
