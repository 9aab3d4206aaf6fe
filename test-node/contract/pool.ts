import * as assert from 'uvu/assert'
import type { WorkerPool } from '../../src/core/pool/pool.js'
import type { PoolOptions } from '../../src/core/pool/settings.js'
import type { Suite } from './suite.js'
import { needing, type Ability } from './ability.js'
import { refusals } from './clone.js'
import { difference } from './same.js'
import { values } from './values.js'

type Tasks = typeof import('../fixtures/tasks.mjs')

/** What a pool under test is made of. */
export interface PoolCase {
  open(options?: PoolOptions): WorkerPool
  /** The URL of a fixture. */
  fixture(name: string): { readonly href: string }
  /** What the host cannot do. @default nothing */
  readonly lacks?: readonly Ability[]
}

/** What a rejected promise was rejected with; fails when it was not. */
export const reasonOf = async (promise: Promise<unknown>): Promise<unknown> => {
  let value
  try {
    value = await promise
  } catch (reason) {
    return reason
  }
  throw new Error(`resolved with ${String(value)} instead of rejecting`)
}

/** What a pool does on every transport. */
export const poolContract = (test: Suite, { open, fixture, lacks }: PoolCase): void => {
  const pool = open({ limit: 2 })
  const tasks = pool.invoke<Tasks>(fixture('tasks.mjs'))
  test.after(() => pool.kill())

  test('functions of an ES module are called with all their arguments', async () => {
    assert.is(await tasks.add(4, 6), 10)
    assert.is(await tasks.addLater(4, 6), 10)
    assert.equal(await tasks.echo(), [])
    assert.equal(await tasks.echo(1, 'two', [3], undefined), [1, 'two', [3], undefined])
    assert.is(await tasks.count(...Array.from({ length: 1000 }, (_, i) => i)), 1000)
    assert.is(await tasks.thisIs(), 'undefined')
  })

  test('the default export is a function like any other', async () => {
    assert.equal(await tasks.default('x'), ['x', 'x'])
  })

  test('an export named then is called by name, and a module is never thenable', async () => {
    assert.is((tasks as { then?: unknown }).then, undefined)
    assert.is(await Promise.resolve(tasks), tasks)
  })

  test('functions of a CommonJS module are called, the names that no lexer sees too', async () => {
    const common = pool.invoke<typeof import('../fixtures/tasks.cjs')>(fixture('tasks.cjs'))
    const call = common as unknown as Record<string, (a: number, b: number) => Promise<number>>
    assert.is(await call['add']?.(4, 6), 10)
    assert.is(await call['subtract']?.(4, 6), -2)
    assert.is(await call['addTwice']?.(1, 2), 5)
    const single = pool.invoke<Record<'default' | 'other', (text?: string) => string>>(
      fixture('single.cjs'),
    )
    assert.is(await single.default('x'), 'single x')
    assert.is(await single.other(), 'other')
    const compiled = pool.invoke<Record<'default' | 'named', () => string>>(fixture('compiled.cjs'))
    assert.is(await compiled.default(), 'compiled')
    assert.is(await compiled.named(), 'named')
  })

  test('every kind of value makes the way there and back', async () => {
    for (const [name, make] of Object.entries(values)) {
      const value = make()
      const [arrived] = (await tasks.echo(value)) as [unknown]
      assert.is(difference(value, arrived), undefined, name)
    }
  })

  test('large values make the way there and back', async () => {
    const large = new Uint8Array(5_000_000).map((_, i) => i)
    const [arrived] = (await tasks.echo(large)) as [Uint8Array]
    assert.is(difference(large, arrived), undefined)
  })

  test('what is thrown rejects as it is', async () => {
    for (const outcome of [reasonOf(tasks.throwError()), reasonOf(tasks.rejectLater())]) {
      const error = (await outcome) as RangeError & { status: number }
      assert.instance(error, RangeError)
      assert.is(error.name, 'HttpError')
      assert.is(error.status, 404)
      assert.match(error.stack as string, /tasks\.mjs/)
    }
    const { cause } = (await reasonOf(tasks.throwError())) as Error
    assert.instance(cause, TypeError)
    assert.is(await reasonOf(tasks.throwThis('text')), 'text')
    assert.is(await reasonOf(tasks.throwThis(null)), null)
    assert.is(await reasonOf(tasks.throwNothing()), undefined)
    assert.equal(await reasonOf(tasks.throwThis({ code: 1 })), { code: 1 })
  })

  const assertArrives = async (what: 'getter' | 'bigint' | 'proxy'): Promise<void> => {
    const error = (await reasonOf(tasks.throwWith(what))) as Error
    assert.is(error.message, 'arrives', what)
    assert.equal(Object.keys(error), [], what)
  }

  test('an error arrives whatever hangs on it', async () => {
    await assertArrives('getter')
    await assertArrives('proxy')
  })

  needing(
    test,
    'large BigInts',
    lacks,
  )('an error arrives although a number hangs on it that cannot', () => assertArrives('bigint'))

  test('what a getter of the user throws goes to its own call, and nowhere else', async () => {
    const own = open({ limit: 1, concurrency: 4 })
    const module = own.invoke<Tasks>(fixture('tasks.mjs'))
    const getters = own.invoke<Record<'ok' | 'bad' | 'none', () => string>>(fixture('getters.cjs'))
    const neighbour = module.pidLater(100)
    for (let i = 0; i < 2; i++) {
      assert.match(((await reasonOf(module.throwingThen())) as Error).message, 'then getter')
    }
    assert.match(((await reasonOf(getters.bad())) as Error).message, 'getter')
    assert.equal(((await reasonOf(getters.none())) as { exports: string[] }).exports, ['ok'])
    await own.load(fixture('getters.cjs'))
    assert.is(await getters.ok(), 'ok')
    assert.type(await neighbour, 'number')
    await own.kill()
  })

  test('a pattern whose lastIndex is no number arrives as a pattern', async () => {
    assert.is((await tasks.strangePattern()).lastIndex, 0)
  })

  test('what the language reads of every object calls nobody', async () => {
    assert.is(JSON.stringify({ tasks: [1] }), '{"tasks":[1]}')
    assert.is(JSON.stringify({ tasks }), '{}')
    assert.is(String(tasks), '[object Module]')
    assert.is((tasks as unknown as object).valueOf(), tasks)
  })

  test('a thrown function rejects with the reason why it cannot be sent', async () => {
    assert.match(((await reasonOf(tasks.throwFunction())) as Error).message, /a function/)
  })

  for (const [name, [make, path, , needs]] of Object.entries(refusals)) {
    const testOfIt = needs === undefined ? test : needing(test, needs, lacks)
    testOfIt(`${name} as an argument rejects its own call, by its path`, async () => {
      // Not as an argument by itself, as which an iterator stays alive.
      const error = (await reasonOf(tasks.echo(0, [make()]))) as TypeError & { path: string }
      assert.instance(error, TypeError)
      assert.is(error.path, path.replace(/^value/, 'args[1][0]'))
      assert.is(await tasks.add(1, 2), 3)
    })
  }

  test('a result that cannot be sent rejects its call, by its path', async () => {
    const cases = [
      [() => tasks.returnFunction(), 'result.deep[0].onDone'],
      [() => tasks.returnSymbol(), 'result'],
      [() => tasks.returnPromiseInside(), 'result[0]'],
      [() => tasks.returnWeakMap(), 'result.get("w")'],
    ] as const
    for (const [call, path] of cases) {
      const error = (await reasonOf(call())) as TypeError & { path: string }
      assert.instance(error, TypeError)
      assert.is(error.path, path)
    }
  })

  test('an export that is missing or no function is named, with those that there are', async () => {
    const call = tasks as unknown as Record<string, () => Promise<unknown>>
    const missing = (await reasonOf(call['noSuch']?.())) as TypeError & {
      exports: string[]
    }
    assert.instance(missing, TypeError)
    assert.match(missing.message, /tasks\.mjs has no export "noSuch".*add, addLater/)
    assert.ok(missing.exports.includes('add'))
    const number = (await reasonOf(call['number']?.())) as TypeError
    assert.match(number.message, /exports number, not a function, as "number"/)
    for (const inherited of ['constructor', 'hasOwnProperty', '__proto__']) {
      const error = await reasonOf(call[inherited]?.())
      assert.instance(error, TypeError, inherited)
    }
  })

  const assertLoadErrors = async (
    cases: readonly (readonly [name: string, message: RegExp])[],
  ): Promise<void> => {
    for (const [name, message] of cases) {
      const broken = pool.invoke<{ a(): void }>(fixture(name))
      for (const outcome of [reasonOf(broken.a()), reasonOf(pool.load(fixture(name)))]) {
        const error = (await outcome) as Error & { code: string; module: string }
        assert.is(error.code, 'INVOKE_LOAD', name)
        assert.is(error.module, fixture(name).href)
        assert.match(error.message, message)
        assert.instance(error.cause, Error)
      }
    }
  }

  test('a module that cannot be loaded is a LoadError with its cause', async () => {
    await assertLoadErrors([
      ['no-such-module.mjs', /no-such-module\.mjs/],
      ['broken/throws.mjs', /not today/],
      ['broken/frozen.mjs', /frozen reason/],
      ['broken/syntax.mjs', /expected/i],
    ])
  })

  needing(
    test,
    'reasons of import()',
    lacks,
  )('the cause says what is missing', async () => {
    await assertLoadErrors([
      ['no-such-module.mjs', /Cannot find module|ERR_MODULE_NOT_FOUND/],
      ['broken/imports.mjs', /no-such-file/],
    ])
  })

  test('load gives the module when it is loaded', async () => {
    const loaded = await pool.load<Tasks>(fixture('tasks.mjs'))
    assert.is(await loaded.add(1, 2), 3)
  })

  test('many calls at once are all answered, each with its own result', async () => {
    const sums = await Promise.all(Array.from({ length: 3000 }, (_, i) => tasks.add(i, i)))
    assert.ok(sums.every((sum, i) => sum === 2 * i))
  })

  test('the same export is the same function', () => {
    assert.is(tasks.add, tasks.add)
    assert.throws(() => {
      ;(tasks as { add: unknown }).add = 1
    }, /cannot be replaced/)
  })

  test('call options that do not exist are refused', () => {
    assert.throws(
      () => (tasks as (o: object) => unknown)({ timeot: 1 }),
      /unknown call option "timeot"/,
    )
  })

  needing(
    test,
    'absolute specifiers',
    lacks,
  )('a relative specifier is refused at once', () => {
    for (const specifier of ['./x.js', '../x.js', '.']) {
      assert.throws(
        () => pool.invoke(specifier),
        (error: Error) =>
          error instanceof TypeError &&
          error.message.includes(`new URL(${JSON.stringify(specifier)}, import.meta.url)`),
      )
    }
  })

  test('a specifier that names no module is refused at once', () => {
    assert.throws(() => pool.invoke(''), /new URL\("", import\.meta\.url\)/)
    for (const nonsense of [undefined, null, 5, {}, [], () => 1]) {
      assert.throws(
        () => pool.invoke(nonsense as never),
        (error: Error) => error instanceof TypeError && /is named by a URL/.test(error.message),
      )
    }
  })

  test('a killed pool takes no calls, finishes those it has, and ends', async () => {
    const own = open({ limit: 1 })
    const module = own.invoke<Tasks>(fixture('tasks.mjs'))
    const calls = [module.pidLater(30), module.add(1, 2), module.add(3, 4)]
    const killed = own.kill()
    for (const attempt of [() => module.add(1, 1), () => own.invoke(fixture('tasks.mjs'))]) {
      assert.throws(
        attempt,
        (error: Error & { code: string }) =>
          error instanceof ReferenceError && error.code === 'INVOKE_POOL_KILLED',
      )
    }
    assert.equal((await Promise.all(calls)).slice(1), [3, 7])
    await killed
    assert.is(own.kill(), killed)
    await own.kill({ force: true })
  })

  test('a pool killed by force rejects every outstanding call', async () => {
    const own = open({ limit: 1 })
    const module = own.invoke<Tasks>(fixture('tasks.mjs'))
    await module.add(1, 1)
    const calls = [module.never(), module.add(1, 2), module.never()].map(reasonOf)
    await own.kill({ force: true })
    for (const error of await Promise.all(calls)) {
      assert.is((error as { code?: string }).code, 'INVOKE_POOL_DEATH')
    }
  })

  test('a pool that was never used ends at once', async () => {
    await open().kill()
  })

  test('a pool ends with its scope', async () => {
    let disposed: WorkerPool
    {
      await using scoped = open({ limit: 1 })
      disposed = scoped
      assert.is(await scoped.invoke<Tasks>(fixture('tasks.mjs')).add(1, 2), 3)
    }
    assert.throws(() => disposed.invoke(fixture('tasks.mjs')), /was killed/)
  })

  test('several calls run at a time in one worker, if the pool says so', async () => {
    const own = open({ limit: 1, concurrency: 3 })
    const module = own.invoke<Tasks>(fixture('tasks.mjs'))
    await module.add(1, 1)
    const order: string[] = []
    const note = (name: string) => () => order.push(name)
    await Promise.all([
      module.pidLater(300).then(note('slow')),
      module.pidLater(150).then(note('quick')),
      module.pidLater(1).then(note('quickest')),
      module.add(1, 1).then(note('fourth')),
    ])
    assert.is(order.at(-1), 'slow')
    assert.ok(order.indexOf('quickest') < order.indexOf('fourth'))
    await own.kill()
  })
}
