import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as assert from 'uvu/assert'
import { invoke, Pool } from 'invoke'
import { suite } from '../suite.js'

const test = suite('isolated', 60_000)

type Scheduling = typeof import('../fixtures/scheduling.mjs')
const url = new URL('../fixtures/scheduling.mjs', import.meta.url)

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const until = async (isDone: () => boolean) => {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 20))
}

test('a module that is isolated has workers of its own, which end with it', async () => {
  const pool = new Pool({ limit: 1 })
  const shared = await pool.invoke<Scheduling>(url).pid()
  let own = 0
  {
    await using module = pool.invoke<Scheduling>(url, { isolated: true })
    own = await module.pid()
    assert.is.not(own, shared)
    assert.is(await module({ timeout: 5000 }).pid(), own)
    assert.is(pool.stats().methods.length, 1)
  }
  assert.not.ok(isAlive(own))
  assert.ok(isAlive(shared))
  await pool.kill()
})

test('its modules are loaded as those of its pool, and again with them', async () => {
  const at = (name: string) => new URL(`../fixtures/loading/${name}`, import.meta.url)
  const allow: (URL | RegExp)[] = [at('task.mjs')]
  const pool = new Pool({ limit: 1, allow })
  allow.push(/./)
  type Loaded = { pid(): number; by(): string }
  const loader = (by: string) =>
    new URL(
      `data:text/javascript,export const load = () => ({ pid: () => process.pid, by: () => '${by}' })`,
    )
  pool.setLoader(/task/, loader('first'))
  await using module = pool.invoke<Loaded>(at('task.mjs'), { isolated: true })
  assert.is(await module.by(), 'first')
  pool.setLoader(/task/, loader('second'))
  assert.is(await module.by(), 'second')
  const before = await module.pid()
  pool.reload()
  assert.is.not(await module.pid(), before)
  await using other = pool.invoke<Scheduling>(url, { isolated: true })
  const error = await other.pid().catch((reason: unknown) => reason)
  assert.match((error as Error).message, /"allow" does not allow/)
  await pool.kill()
})

test('its calls finish first, and later ones throw', async () => {
  const module = invoke<Scheduling>(url, { isolated: true })
  const call = module.wait(100)
  const done = module[Symbol.asyncDispose]()
  assert.throws(() => module.pid(), ReferenceError)
  assert.type((await call).pid, 'number')
  await done
  await module[Symbol.asyncDispose]()
})

test('it ends with the pool that it comes from', async () => {
  const pool = new Pool({ limit: 1 })
  const module = pool.invoke<Scheduling>(url, { isolated: true })
  const pid = await module.pid()
  const call = module.wait(50)
  await pool.kill()
  assert.is((await call).pid, pid)
  assert.not.ok(isAlive(pid))
  assert.throws(() => module.pid(), ReferenceError)
  const forced = new Pool({ limit: 1 })
  const hung = forced.invoke<Scheduling>(url, { isolated: true }).wait(60_000)
  const outcome = hung.catch((error: { code: string }) => error.code)
  await forced.kill({ force: true })
  assert.is(await outcome, 'INVOKE_POOL_DEATH')
})

test('it ends when nobody can call it any more', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const pool = new Pool({ limit: 1, idleTimeout: Infinity })
  const start = async () => pool.invoke<Scheduling>(url, { isolated: true }).pid()
  const pid = await start()
  await until(() => {
    collect()
    return !isAlive(pid)
  })
  await pool.kill()
})

test('an option that does not exist is refused', async () => {
  assert.throws(
    () => invoke(url, { isolate: true } as never),
    /unknown invoke option "isolate"; there are isolated/,
  )
  assert.throws(() => invoke(url, { isolated: 1 as never }), /"isolated" must be true or false/)
  const plain = invoke<Scheduling>(url) as { [Symbol.asyncDispose]?: unknown }
  assert.is(plain[Symbol.asyncDispose], undefined)
})

test.run()
