import { Readable } from 'node:stream'
import { invoke } from 'invoke'
import * as assert from 'uvu/assert'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'
import { contextsOf, journal, namesOf, noted, store, withPool, type Journal } from './contexts.js'
import { until } from './program.js'

const test = suite('async context', 60_000)

/** So many values that the last of them are read when the first have left. */
const many = (last: object) => [
  ...Array.from({ length: 20_000 }, () => ({ text: 'x'.repeat(100) })),
  last,
]

const getter = ({ note }: Journal) => ({
  get read() {
    note('read')
    return 1
  },
})

test('an iterator takes its steps in the context of its call', () =>
  withPool(async (contexts) => {
    const seen = journal()
    assert.equal(await store.run('a', () => contexts.take(noted(seen), 3)), [0, 1, 2])
    await until(() => namesOf(seen).includes('return'))
    assert.is(await store.run('a', () => contexts.throwInto(noted(seen))), 'caught')
    assert.equal(namesOf(seen), ['next', 'return', 'throw'])
    assert.equal(contextsOf(seen), ['a'])
  }))

test('an async iterator runs ahead in the context of its call, turn after turn', () =>
  withPool(async (contexts) => {
    const seen = journal()
    const iterator = (async function* () {
      for (let i = 0; i < 2000; i++) {
        // Longer than a turn, every now and then.
        for (const end = performance.now() + (i % 500 === 0 ? 3 : 0); performance.now() < end;);
        if (i % 100 === 0) await Promise.resolve()
        seen.note('next')
        yield i
      }
    })()
    const taken = await store.run('a', () => contexts.take(iterator, 5000))
    assert.is(taken.length, 2000)
    assert.equal(contextsOf(seen), ['a'])
  }))

test('what a step gives is unpacked in the context of its call', () =>
  withPool(async (contexts) => {
    const seen = journal()
    let i = 0
    const iterator = {
      next: () => ({
        get done() {
          seen.note('done')
          return i === 3
        },
        get value() {
          seen.note('value')
          const value = i++
          return {
            // oxlint-disable-next-line unicorn/no-thenable
            then: (resolve: (item: unknown) => void) => {
              seen.note('then')
              setTimeout(() => resolve({ value, ...getter(seen) }), 1)
            },
          }
        },
      }),
    }
    const items = iterator as unknown as Iterator<unknown>
    assert.is((await store.run('a', () => contexts.take(items, 5))).length, 3)
    assert.equal(namesOf(seen), ['done', 'value', 'then', 'read'])
    assert.equal(contextsOf(seen), ['a'])
  }))

test('a call that waited is no different', () =>
  withPool(async (contexts) => {
    const first = store.run('busy', () => contexts.wait(20))
    const journals = ['a', 'b', 'c'].map((name) => [name, journal()] as const)
    const calls = journals.map(([name, seen]) =>
      store.run(name, () => contexts.take(noted(seen), 2)),
    )
    await Promise.all([first, ...calls])
    for (const [name, seen] of journals) assert.equal(contextsOf(seen), [name])
  }))

test('streams are read and cancelled in the context of their call', () =>
  withPool(async (contexts) => {
    const seen = journal()
    const read = store.run(
      'maker',
      () =>
        new ReadableStream<number>(
          {
            pull: (controller) => {
              seen.note('pull')
              controller.enqueue(1)
            },
            cancel: () => {
              seen.note('cancel')
            },
          },
          { highWaterMark: 0 },
        ),
    )
    assert.equal(await store.run('a', () => contexts.take(read, 2)), [1, 1])
    const readable = new Readable({
      objectMode: true,
      highWaterMark: 1,
      read() {
        seen.note('read')
        setTimeout(() => this.push(2), 1)
      },
      destroy: (_error, done) => {
        seen.note('destroy')
        done(null)
      },
    })
    assert.equal(await store.run('a', () => contexts.take(readable, 2)), [2, 2])
    await until(() => namesOf(seen).length === 4)
    assert.equal(namesOf(seen).toSorted(), ['cancel', 'destroy', 'pull', 'read'])
    assert.equal(contextsOf(seen), ['a'])
  }))

test('an observable is subscribed to and torn down in the context of its call', () =>
  withPool(async (contexts) => {
    const seen = journal()
    const observable = invoke.observable<number>((observer) => {
      seen.note('subscribe')
      const timer = setInterval(() => {
        seen.note('emit')
        observer.next(1)
      }, 1)
      return () => {
        seen.note('teardown')
        clearInterval(timer)
      }
    })
    await store.run('a', () => contexts.hear(observable, 2))
    await until(() => namesOf(seen).includes('teardown'))
    assert.equal(namesOf(seen), ['subscribe', 'emit', 'teardown'])
    assert.equal(contextsOf(seen), ['a'])
  }))

test('what is given to a result later belongs to the context in which it is given', () =>
  withPool(async (contexts) => {
    const seen = journal()
    const drained = await store.run('a', () => contexts.drain())
    await store.run('b', async () => {
      await drained.next()
      assert.equal(await drained.next(noted(seen)), { value: [0, 1], done: false })
    })
    await drained.return(undefined)
    assert.equal(contextsOf(seen), ['b'])
  }))

test('an observer is told in the context in which it subscribed', () =>
  withPool(async (contexts) => {
    const seen = journal()
    const observable = await store.run('a', () => contexts.emit(1, 2))
    const listen = (name: string) =>
      new Promise<void>((resolve) => {
        store.run(name, () =>
          observable.subscribe({
            start: () => seen.note(`${name} start`),
            next: () => seen.note(`${name} next`),
            complete: () => {
              seen.note(`${name} complete`)
              resolve()
            },
          }),
        )
      })
    await Promise.all([listen('b'), listen('c')])
    assert.is(seen.entries.length, 8)
    for (const [what, context] of seen.entries) assert.is(what.split(' ')[0], context)
  }))

test('so it is told of an error, of the end of a worker, and of that of a pool', () =>
  withPool(async (contexts, pool) => {
    const seen = journal()
    const failing = await contexts.emitError()
    await store.run(
      'a',
      () =>
        new Promise<void>((resolve) => {
          failing.subscribe({
            error: () => {
              seen.note('error')
              resolve()
            },
          })
        }),
    )
    const endOf = async (name: string, end: (pid: number) => unknown) => {
      const endless = await contexts.emitForEver()
      await new Promise<void>((resolve) => {
        store.run(name, () =>
          endless.subscribe({
            next: (pid) => store.run('another', () => end(pid)),
            error: () => {
              seen.note('lost')
              resolve()
            },
          }),
        )
      })
    }
    await endOf('b', (pid) => process.kill(pid, 'SIGKILL'))
    await endOf('c', () => pool.kill({ force: true }))
    assert.equal(seen.entries, [
      ['error', 'a'],
      ['lost', 'b'],
      ['lost', 'c'],
    ])
  }))

test('what an observer changes of its context is gone at the next event', () =>
  withPool(async (contexts) => {
    const seen = journal()
    const observable = await contexts.emit(1, 2)
    await store.run(
      'a',
      () =>
        new Promise<void>((resolve) => {
          observable.subscribe({
            next: () => {
              seen.note('next')
              store.enterWith('changed')
            },
            complete: () => {
              seen.note('complete')
              resolve()
            },
          })
        }),
    )
    assert.equal(namesOf(seen), ['next', 'complete'])
    assert.equal(contextsOf(seen), ['a'])
  }))

test('whoever iterates a result stays in their own context', () =>
  withPool(async (contexts) => {
    const seen = journal()
    const items = await store.run('a', () => contexts.items(5))
    await store.run('b', async () => {
      for await (const _ of items) seen.note('item')
    })
    await store.run('b', async () => {
      for await (const _ of await contexts.emit(1, 2)) seen.note('event')
    })
    assert.equal(namesOf(seen), ['item', 'event'])
    assert.equal(contextsOf(seen), ['b'])
  }))

test('getters are read in the context of their call, also when the beginning has left', () =>
  withPool(async (contexts) => {
    const seen = journal()
    await store.run('a', () => contexts.count(getter(seen)))
    await store.run('a', () => contexts.count(many(getter(seen))))
    const first = contexts.wait(20)
    await Promise.all([first, store.run('a', () => contexts.count(many(getter(seen))))])
    assert.is(seen.entries.length, 3)
    assert.equal(contextsOf(seen), ['a'])
  }))

test('getters are read in the context of their call when it moves to another worker', () =>
  withPool(async (contexts) => {
    const seen = journal()
    const pid = await contexts.pid()
    process.kill(pid, 'SIGKILL')
    // The pool does not know yet.
    await store.run('a', () => contexts.count(many(getter(seen))))
    assert.is.not(await contexts.pid(), pid)
    assert.equal(contextsOf(seen), ['a'])
  }))

test('what no worker ever gets is let go in the context of its call', () =>
  withPool(async (contexts, pool) => {
    const [left, late, killed] = [journal(), journal(), journal()]
    const controller = new AbortController()
    const iterator = ({ note }: Journal) => ({
      next: () => ({ done: true, value: undefined }),
      return: () => {
        note('return')
        return { done: true, value: undefined }
      },
    })
    const busy = reasonOf(contexts.wait(60_000))
    const waiting = [
      store.run('a', () => contexts({ signal: controller.signal }).take(iterator(left), 1)),
      store.run('b', () => contexts({ deadline: 10 }).take(iterator(late), 1)),
      store.run('c', () => contexts.take(iterator(killed), 1)),
    ].map(reasonOf)
    store.run('another', () => controller.abort())
    await Promise.all(waiting.slice(0, 2))
    store.run('another', () => void pool.kill({ force: true }))
    await Promise.all([busy, ...waiting])
    assert.equal(
      [left, late, killed].map(({ entries }) => entries),
      [[['return', 'a']], [['return', 'b']], [['return', 'c']]],
    )
  }))

test.run()
