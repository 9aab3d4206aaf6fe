/** Observables that stay in their worker, on every transport. */
import { invoke, Observable } from 'invoke'
import { from, lastValueFrom, toArray } from 'rxjs'
import * as assert from 'uvu/assert'
import type { Suite } from './suite.js'
import { collect, until } from './lives.js'
import { reasonOf, type PoolCase } from './pool.js'

type Observables = typeof import('../fixtures/observables.mjs')

type Event = readonly [kind: string, value?: unknown]

/** All that one subscription hears, until it is over. */
const hear = <T>(observable: Observable<T>): Promise<Event[]> => {
  const events: Event[] = []
  return new Promise((resolve) => {
    observable.subscribe({
      next: (value) => events.push(['next', value]),
      error: (error) => {
        events.push(['error', (error as Error).message])
        resolve(events)
      },
      complete: () => {
        events.push(['complete'])
        resolve(events)
      },
    })
  })
}

export const observablesContract = (test: Suite, { open, fixture }: PoolCase): void => {
  const pool = open({ limit: 1, concurrency: 8 })
  const module = pool.invoke<Observables>(fixture('observables.mjs'))
  test.after(() => pool.kill())

  test('an observable arrives as one of the library, and nothing runs before someone subscribes', async () => {
    await module.readJournal()
    const observable = await module.values('a', 'b')
    assert.is(observable.constructor.name, 'Observable')
    assert.equal(await module.readJournal(), [])
    assert.equal(await hear(observable), [['next', 'a'], ['next', 'b'], ['complete']])
    await until(async () => (await module.readJournal()).includes('torn down'))
  })

  test('each subscription is one in the worker', async () => {
    const observable = await module.counting()
    const seen: number[] = []
    const subscriptions = [1, 2, 3].map(() => observable.subscribe((n) => seen.push(n)))
    await until(() => seen.length === 3)
    assert.equal(seen, [1, 2, 3])
    for (const subscription of subscriptions) subscription.unsubscribe()
  })

  test('nothing is delivered after unsubscribe, and the worker cleans up', async () => {
    await module.readJournal()
    const seen: number[] = []
    const observable = await module.ticking('ticks')
    const subscription = observable.subscribe((i) => {
      seen.push(i)
      if (i === 5) subscription.unsubscribe()
    })
    await until(() => subscription.closed)
    await until(async () => (await module.readJournal()).includes('ticks torn down'))
    await module.later(20)
    assert.equal(seen, [0, 1, 2, 3, 4, 5])
  })

  test('a signal ends a subscription, and that of the call ends all of them', async () => {
    await module.readJournal()
    const own = new AbortController()
    const observable = await module.ticking('signal')
    let count = 0
    const { signal } = own
    const subscription = observable.subscribe({ next: () => count++ }, { signal })
    await until(() => count > 2)
    own.abort()
    assert.is(subscription.closed, true)
    await until(async () => (await module.readJournal()).includes('signal torn down'))
    const whole = new AbortController()
    const other = await module({ signal: whole.signal }).ticking('whole')
    const heard = hear(other)
    await module.later(5)
    whole.abort(new Error('all of it'))
    assert.equal((await heard).at(-1), ['error', 'all of it'])
    await until(async () => (await module.readJournal()).includes('whole torn down'))
    assert.equal(await hear(other), [['error', 'all of it']])
  })

  test('the observer is a plain object whose methods stand by themselves', async () => {
    await module.readJournal()
    assert.equal(await hear(await module.nature()), [
      ['next', true],
      ['next', ['next', 'error', 'complete']],
      ['complete'],
    ])
    await until(async () => (await module.readJournal()).includes('unsubscribe called'))
  })

  test('errors end it: those that it says, those that it throws, and what cannot be sent', async () => {
    assert.equal(await hear(await module.failing()), [
      ['next', 1],
      ['error', 'no more'],
    ])
    assert.equal(await hear(await module.throwing()), [['error', 'at once']])
    const [[kind, message] = []] = await hear(await module.badTeardown())
    assert.is(kind, 'error')
    assert.match(message as string, /a subscriber returns a function, .* not number/)
    await module.readJournal()
    const events = await hear(await module.unsendable())
    assert.equal(events[0], ['next', 1])
    assert.match(events[1]?.[1] as string, /a function/)
    assert.is(events.length, 2)
    await until(async () => (await module.readJournal()).includes('torn down'))
  })

  test('events of every size arrive in order', async () => {
    const sizes = [1, 100_000, 3, 2_000_000, 5, 0]
    const events = await hear(await module.sized(...sizes))
    assert.equal(
      events.slice(0, -1).map(([, value]) => (value as string).length),
      sizes,
    )
  })

  test('observables of other libraries are passed on, and arrive in them', async () => {
    assert.equal(await hear(await module.ofOthers()), [
      ['next', 0],
      ['next', 1],
      ['next', 2],
      ['complete'],
    ])
    const seen = await lastValueFrom(from((await module.ofOthers()) as never).pipe(toArray()))
    assert.equal(seen, [0, 1, 2])
  })

  test('what is neither a function nor has subscribe is refused', async () => {
    for (const kind of ['nothing', 'object', 'number', 'list'] as const) {
      const [name, message] = (await module.refused(kind)) as [string, string]
      assert.is(name, 'TypeError')
      assert.match(message, /invoke\.observable takes a function .* or an object with .*subscribe/)
    }
  })

  test('events can be iterated, and a break unsubscribes', async () => {
    await module.readJournal()
    assert.equal(await collect(module.values(1, 2, 3)), [1, 2, 3])
    assert.equal(await collect(await module.values(1, 2)), [1, 2])
    assert.match(((await reasonOf(collect(module.failing()))) as Error).message, /no more/)
    for await (const i of module.ticking('iterated')) if (i === 3) break
    await until(async () => (await module.readJournal()).includes('iterated torn down'))
  })

  test('an observable as an argument, and one inside an event, stay alive', async () => {
    assert.equal(await module.gather(Observable.of(1, 2, 3)), [1, 2, 3])
    const own = invoke.observable<string>((observer) => {
      observer.next('own')
      observer.complete()
    })
    assert.equal(await module.gather(own), ['own'])
    for await (const inner of module.nested()) {
      assert.equal(await collect(inner as AsyncIterable<number>), [1, 2])
      break
    }
  })

  test('a pool that is killed does not wait for observables that nobody listens to', async () => {
    const own = open({ limit: 1 })
    const other = own.invoke<Observables>(fixture('observables.mjs'))
    const observable = await other.ticking()
    const subscription = observable.subscribe(() => undefined)
    const killed = own.kill()
    subscription.unsubscribe()
    await killed
    assert.is((await hear(observable)).length, 1)
  })
}
