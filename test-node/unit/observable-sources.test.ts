/** Observables of lists and of other libraries, and their events to others. */
import { from as fromRx, lastValueFrom, of as ofRx, toArray } from 'rxjs'
import * as assert from 'uvu/assert'
import { Observable, observable } from '../../src/core/lift/observable.js'
import { suite } from '../suite.js'

const test = suite('observables of others')

type Any = never

const KEY = (Symbol as { observable?: symbol }).observable ?? '@@observable'

class Sub<T> extends Observable<T> {}

test('of gives its values to everyone who subscribes', () => {
  const heard: unknown[] = []
  const hear = { next: (value: unknown) => heard.push(value), complete: () => heard.push('end') }
  Observable.of(1, 2, 3).subscribe(hear)
  assert.equal(heard, [1, 2, 3, 'end'])
  assert.instance(Sub.of(1), Sub)
  const { of, from } = Observable
  for (const receiver of [undefined, {}, () => undefined]) {
    assert.instance(of.call(receiver, 1), Observable)
    assert.instance(from.call(receiver, [1]), Observable)
  }
  let given: unknown
  const maker = function (subscriber: unknown) {
    given = subscriber
  }
  of.call(maker, 1)
  assert.type(given, 'function')
})

test('from takes observables of any kind, and iterables', () => {
  for (const wrong of [null, undefined, {}, 5]) {
    assert.throws(
      () => Observable.from(wrong as Any),
      (error: unknown) => error instanceof TypeError,
    )
  }
  const own = Observable.of(1)
  assert.is(Observable.from(own as Any), own)
  assert.instance(Sub.from(own as Any), Sub)
  assert.is(Observable.from(Sub.of(1) as Any) instanceof Sub, false)
  let reads = 0
  let subscribed: unknown
  const foreign = {
    get [KEY]() {
      reads++
      return () => ({
        subscribe: (observer: unknown) => {
          subscribed = observer
        },
      })
    },
  }
  const made = Observable.from(foreign as Any)
  assert.is(reads, 1)
  made.subscribe({})
  assert.type((subscribed as { next: unknown }).next, 'function')
  for (const wrong of [0, null, undefined]) {
    assert.throws(() => Observable.from({ [KEY]: () => wrong } as Any))
  }
  assert.throws(() => Observable.from({ [KEY]: {} } as Any))
  const heard: unknown[] = []
  const hear = { next: (value: unknown) => heard.push(value) }
  Observable.from([1, 2].values()).subscribe(hear)
  Observable.from('ab').subscribe(hear)
  let i = 0
  const bare = { [Symbol.iterator]: () => ({ next: () => ({ done: i === 2, value: i++ }) }) }
  Observable.from(bare as Any).subscribe(hear)
  assert.equal(heard, [1, 2, 'a', 'b', 0, 1])
})

test('an iteration stops when nobody listens, and closes its iterator', () => {
  let closed = false
  const generate = function* () {
    try {
      for (let i = 0; ; i++) yield i
    } finally {
      closed = true
    }
  }
  const seen: number[] = []
  Observable.from(generate()).subscribe({
    start(subscription) {
      ;(this as { end?: unknown }).end = () => subscription.unsubscribe()
    },
    next(value) {
      if (seen.push(value) === 3) (this as unknown as { end(): void }).end()
    },
  })
  assert.equal(seen, [0, 1, 2])
  assert.is(closed, true)
})

test('a signal ends a subscription, before it begins or later, and is let go', () => {
  const controller = new AbortController()
  let cleaned = 0
  const source = new Observable<unknown>(() => () => cleaned++)
  const subscription = source.subscribe({}, { signal: controller.signal })
  source.subscribe(() => undefined, { signal: controller.signal })
  controller.abort()
  assert.is(subscription.closed, true)
  assert.is(cleaned, 2)
  let ran = false
  const late = new Observable<unknown>(() => {
    ran = true
  }).subscribe({}, { signal: controller.signal })
  assert.is(late.closed, true)
  assert.is(ran, false)
})

test('RxJS takes them, and gives them', async () => {
  assert.equal(await lastValueFrom(fromRx(Observable.of(1, 2) as Any).pipe(toArray())), [1, 2])
  const seen: number[] = []
  Observable.from<number>(ofRx(1, 2) as Any).subscribe((value) => seen.push(value))
  assert.equal(seen, [1, 2])
})

test('the symbol may be defined later than the class', () => {
  const host = Symbol as { observable?: symbol }
  if (host.observable !== undefined) return
  try {
    Object.defineProperty(Symbol, 'observable', {
      value: Symbol.for('test.observable'),
      configurable: true,
    })
    const made = Observable.of(1) as unknown as Record<symbol, () => unknown>
    assert.is(made[Symbol.for('test.observable')]?.(), made)
  } finally {
    delete host.observable
  }
})

test('for await takes events as they come', async () => {
  const seen: number[] = []
  for await (const value of Observable.of(1, 2, 3)) seen.push(value)
  assert.equal(seen, [1, 2, 3])
  let cleaned = false
  const endless = new Observable<number>((events) => {
    const timer = setInterval(() => events.next(1), 1)
    return () => {
      cleaned = true
      clearInterval(timer)
    }
  })
  for await (const value of endless) if (value) break
  assert.is(cleaned, true)
  const iterator = endless[Symbol.asyncIterator]()
  const waiting = [iterator.next(), iterator.next(), iterator.next()]
  await waiting[0]
  await iterator.return?.()
  assert.is((await waiting[2])?.done, true)
})

test('observable() takes a subscriber or anything with subscribe', () => {
  for (const wrong of [undefined, null, {}, 1, []]) {
    assert.throws(
      () => observable(wrong as Any),
      (error: unknown) => error instanceof TypeError,
    )
  }
  const own = Observable.of(1)
  assert.is(observable(own), own)
  const seen: unknown[] = []
  observable((observer) => {
    assert.is(Object.getPrototypeOf(observer), Object.prototype)
    observer.next('mine')
  }).subscribe((value) => seen.push(value))
  observable<number>(ofRx(1, 2)).subscribe((value) => seen.push(value))
  assert.equal(seen, ['mine', 1, 2])
})

test('observables that end by a signal only are unsubscribed from', () => {
  let ended = false
  const native = {
    subscribe(_observer: unknown, options?: { signal: AbortSignal }): undefined {
      options?.signal.addEventListener('abort', () => {
        ended = true
      })
    },
  }
  observable(native as Any)
    .subscribe({})
    .unsubscribe()
  assert.is(ended, true)
})

test.run()
