import * as assert from 'uvu/assert'
import { rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool, ProtocolError, Retry, StartError, WorkerDeath } from 'invoke'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'
import { isAlive, pause, startProgram, until } from './program.js'

const test = suite('deaths', 60_000)

type Deaths = typeof import('../fixtures/deaths.mjs')

/** The process that has written its number to a file last; it may not have yet. */
const readPid = async (file: string): Promise<number | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text === '' ? undefined : Number(text)
}

const url = new URL('../fixtures/deaths.mjs', import.meta.url)
const pool = new Pool({ limit: 1 })
const deaths = pool.invoke<Deaths>(url)
test.after(() => pool.kill({ force: true }))

/** After every death the pool answers the next call. */
const andThen = async () => assert.is(await deaths.wait(1), 'waited')

test('an exit rejects the running call with its code', async () => {
  const queued = [deaths.wait(1), deaths.wait(1)]
  const error = (await reasonOf(deaths.exit(3))) as WorkerDeath
  assert.instance(error, WorkerDeath)
  assert.is(error.exitCode, 3)
  assert.match(error.message, /exit of file:.*deaths\.mjs: it exited with code 3/)
  assert.equal(await Promise.all(queued), ['waited', 'waited'])
  await andThen()
})

test('calls that wait behind a death are placed elsewhere', async () => {
  const dying = reasonOf(deaths.killed())
  const behind = [deaths.wait(1), deaths.wait(1), deaths.wait(1)]
  assert.instance(await dying, WorkerDeath)
  assert.equal(await Promise.all(behind), ['waited', 'waited', 'waited'])
})

test('a signal rejects the running call with its name', async () => {
  const error = (await reasonOf(deaths.killed())) as WorkerDeath
  assert.instance(error, WorkerDeath)
  assert.is(error.signal, 'SIGKILL')
  assert.is(error.exitCode, null)
  await andThen()
})

test('a kill from outside is no fault of the call that runs', async () => {
  const pid = await deaths.pid()
  const outcome = reasonOf(deaths.spinForEver())
  await pause(100)
  process.kill(pid, 'SIGKILL')
  const retry = (await outcome) as Retry
  assert.instance(retry, Retry)
  assert.is(retry.started, true)
  const death = retry.cause as WorkerDeath
  assert.instance(death, WorkerDeath)
  assert.is(death.signal, 'SIGKILL')
  assert.is(death.method, undefined)
  assert.match(death.likelyCause, /killed \(SIGKILL\)/)
  await andThen()
})

test('a call that had not begun when its worker was killed is moved unseen', async () => {
  for (let round = 0; round < 5; round++) {
    const pid = await deaths.pid()
    process.kill(pid, 'SIGKILL')
    // Nothing tells the parent yet that nobody is there.
    assert.is(await deaths.wait(1), 'waited')
  }
})

test('a call is made again as often as it allows', async () => {
  const counted = new Pool({ limit: 1 })
  const module = counted.invoke<Deaths>(url)
  let deathsSeen = 0
  counted.on('death', () => deathsSeen++)
  counted.on('start', () => undefined)
  const killRunning = async () => {
    for (let kills = 0; kills < 3;) {
      const pid = await readPid(file)
      if (pid === undefined || !isAlive(pid)) await pause(5)
      else {
        process.kill(pid, 'SIGKILL')
        kills++
        await until(() => !isAlive(pid))
      }
    }
  }
  const file = join(tmpdir(), `invoke-test-${process.pid}`)
  const outcome = reasonOf(module({ retries: 2 }).writePidAndSpin(file))
  await killRunning()
  assert.instance(await outcome, Retry)
  assert.is(deathsSeen, 3)
  rmSync(file)
  await counted.kill()
})

test('a call that ends its worker is never made again', async () => {
  const counted = new Pool({ limit: 1 })
  let workers = 0
  counted.on('start', () => workers++)
  const module = counted.invoke<Deaths>(url)({ retries: 5 })
  assert.instance(await reasonOf(module.killed()), WorkerDeath)
  assert.instance(await reasonOf(module.throwLater(1)), RangeError)
  assert.is(workers, 2)
  await counted.kill()
})

test('an abort rejects the running call', async () => {
  const error = (await reasonOf(deaths.abort())) as WorkerDeath
  assert.instance(error, WorkerDeath)
  assert.is(error.signal, 'SIGABRT')
  await andThen()
})

test('an error thrown later rejects its call with itself', async () => {
  const error = (await reasonOf(deaths.throwLater(5))) as RangeError
  assert.instance(error, RangeError)
  assert.is(error.message, 'thrown later')
  assert.match(error.stack as string, /deaths\.mjs/)
  await andThen()
})

test('a forgotten rejection rejects its call with itself', async () => {
  const error = await reasonOf(deaths.forgetRejection())
  assert.instance(error, SyntaxError)
  await andThen()
})

test('an overflow of the stack is an error like any other', async () => {
  assert.instance(await reasonOf(deaths.overflow()), RangeError)
  await andThen()
})

test('of two calls in one worker only the guilty one gets the error', async () => {
  const shared = new Pool({ limit: 1, concurrency: 2 })
  const both = shared.invoke<Deaths>(url)
  await both.wait(1)
  const innocent = reasonOf(both.wait(10_000))
  const guilty = reasonOf(both.throwLater(5))
  assert.instance(await guilty, RangeError)
  const retry = (await innocent) as Retry
  assert.instance(retry, Retry)
  assert.is(retry.started, true)
  assert.instance(retry.cause, RangeError)
  await shared.kill()
})

test('an error of a call that was answered does not fall on another', async () => {
  const shared = new Pool({ limit: 1, concurrency: 2 })
  const both = shared.invoke<Deaths>(url)
  assert.is(await both.answerThenThrow(30), 'answered')
  assert.instance(await reasonOf(both.wait(10_000)), Retry)
  await shared.kill()
})

test('a call is not blamed for an exit that another one caused', async () => {
  const first = deaths.answerThenExit(3)
  const second = deaths.wait(200).catch((error: unknown) => error)
  assert.is(await first, 'answered')
  const outcome = await second
  // It was sent to the dying worker, or it was not: it is never the one that ended it.
  if (outcome !== 'waited') {
    assert.instance(outcome, Retry)
    assert.is((outcome.cause as WorkerDeath).exitCode, 3)
  }
  await andThen()
})

test('a worker that has spoken its last words takes no more calls', async () => {
  await deaths.answerThenThrowSlowly(10)
  await pause(100)
  assert.is(await deaths.wait(1), 'waited')
})

test('rubbish on the descriptor kills the worker and nobody else', async () => {
  for (const way of ['rubbish', 'forgedAnswer', 'forgedValue'] as const) {
    const error = (await reasonOf(deaths[way]())) as Retry
    assert.instance(error, Retry, way)
    assert.instance(error.cause, ProtocolError, way)
    await andThen()
  }
})

test('a worker that closes its descriptor is ended', async () => {
  assert.instance(await reasonOf(deaths.closeDescriptor()), WorkerDeath)
  await andThen()
})

test('a module that ends the process while it loads rejects its call', async () => {
  const exits = pool.invoke<{ a(): void }>(new URL('../fixtures/broken/exits.mjs', import.meta.url))
  const error = (await reasonOf(exits.a())) as WorkerDeath
  assert.instance(error, WorkerDeath)
  assert.is(error.exitCode, 7)
  await andThen()
})

test('workers that cannot start are not started for ever', async () => {
  const broken = new Pool({ limit: 2, cwd: '/no/such/folder' })
  const error = (await reasonOf(broken.invoke<Deaths>(url).wait(1))) as StartError
  assert.instance(error, StartError)
  assert.is(error.attempts, 3)
  assert.match(error.message, /ENOENT/)
  const wrongFlag = new Pool({ limit: 1, execArgv: ['--no-such-flag'] })
  const flagError = (await reasonOf(wrongFlag.invoke<Deaths>(url).wait(1))) as StartError
  assert.instance(flagError, StartError)
  assert.match(flagError.message, /exited with code 9/)
  await Promise.all([broken.kill(), wrongFlag.kill()])
})

test('what was answered before a death arrives', async () => {
  const shared = new Pool({ limit: 1, concurrency: 20 })
  const both = shared.invoke<Deaths>(url)
  await both.wait(1)
  const answers = Array.from({ length: 10 }, (_, i) => both.fill(100_000 + i))
  const death = reasonOf(both.killed())
  const lengths = (await Promise.all(answers)).map((text) => text.length)
  assert.equal(
    lengths,
    Array.from({ length: 10 }, (_, i) => 100_000 + i),
  )
  assert.instance(await death, WorkerDeath)
  await shared.kill()
})

test('a death in the middle of large values settles their calls', async () => {
  const shared = new Pool({ limit: 1, concurrency: 20 })
  const both = shared.invoke<Deaths>(url)
  const list = Array.from({ length: 200_000 }, (_, i) => ({ i }))
  for (let round = 0; round < 3; round++) {
    await both.wait(1)
    const coming = Array.from({ length: 3 }, () =>
      both.list(300_000).then(
        ({ length }) => length,
        (reason: unknown) => reason,
      ),
    )
    const going = Array.from({ length: 3 }, () => both.size(list))
    const death = reasonOf(both.killed())
    for (const reason of await Promise.all(coming)) {
      // One that had not begun was moved, and came to its end.
      if (reason instanceof Retry) assert.ok(reason.started)
      else assert.is(reason, 300_000)
    }
    assert.equal(await Promise.all(going), [200_000, 200_000, 200_000])
    assert.instance(await death, WorkerDeath)
  }
  await shared.kill()
})

test('a worker that ends by itself sends its large results to their end, and says why', async () => {
  const shared = new Pool({ limit: 1, concurrency: 4 })
  const both = shared.invoke<Deaths>(url)
  for (const ms of [1, 30]) {
    for (const [large, size] of [
      [() => both.list(300_000), 300_000],
      [() => both.bytes(20_000_000), 20_000_000],
    ] as const) {
      await both.wait(1)
      const thrown = reasonOf(both.throwLater(ms))
      const first = large()
      assert.instance(await thrown, RangeError)
      assert.is((await first).length, size)
      await both.wait(1)
      const left = reasonOf(both.exitLater(ms))
      const second = large()
      assert.instance(await left, WorkerDeath)
      assert.is((await second).length, size)
    }
  }
  await shared.kill()
})

test('many deaths in a row leave nothing hanging', async () => {
  const ways = ['killed', 'rubbish', 'throwLater', 'forgetRejection'] as const
  const outcomes = Array.from({ length: 12 }, (_, i) => {
    const way = ways[i % ways.length]
    return reasonOf((deaths[way] as (n: number) => Promise<unknown>)(1))
  })
  assert.is((await Promise.all(outcomes)).length, 12)
  await andThen()
})

test('a killed pool has no process left', async () => {
  const own = new Pool({ limit: 2 })
  const module = own.invoke<Deaths>(url)
  const pids = await Promise.all([module.pid(), module.pid()])
  const spinning = reasonOf(module.spinForEver())
  await own.kill({ force: true })
  assert.is(((await spinning) as { code: string }).code, 'INVOKE_POOL_DEATH')
  await until(() => !pids.some(isAlive))
})

test('a death does not hold its program', async () => {
  const source = `
    import { invoke } from 'invoke'
    const deaths = invoke(${JSON.stringify(url.href)})
    await deaths.throwLater(1).catch(({ name }) => console.log(name))
    const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout')
    console.log(timers.length)`
  const { code, stdout } = await startProgram(source).ended
  assert.equal({ code, stdout }, { code: 0, stdout: 'RangeError\n0\n' })
})

test('a spinning worker does not outlive a parent that exits', async () => {
  const source = `
    import { invoke } from 'invoke'
    const deaths = invoke(${JSON.stringify(url.href)})
    console.log(await deaths.pid())
    deaths.spinForEver()
    setTimeout(() => process.exit(), 100)`
  const program = startProgram(source)
  const worker = Number(await program.firstLine)
  await program.ended
  await until(() => !isAlive(worker))
})

test('an error of nobody is printed, not lost', async () => {
  const source = `
    import { invoke } from 'invoke'
    const deaths = invoke(${JSON.stringify(url.href)})
    console.log(await deaths.answerThenThrow(20))
    setTimeout(() => {}, 300)`
  const { code, stdout, stderr } = await startProgram(source).ended
  assert.is(code, 0)
  assert.is(stdout, 'answered\n')
  assert.match(stderr, /Error: after the answer/)
})

test.run()
