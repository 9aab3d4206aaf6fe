/** What the proposal for the language asks of an `Observable`, point by point. */
import * as assert from 'uvu/assert'
import { Observable } from '../../src/core/lift/observable.js'
import { suite } from '../suite.js'

const test = suite('observable')

type Any = never

const KEY = (Symbol as { observable?: symbol }).observable ?? '@@observable'

/** Errors that are handed to nobody are reported to the host, which these tests are. */
const reported: unknown[] = []
;(globalThis as { reportError?: (error: unknown) => void }).reportError = (error) => {
  reported.push(error)
}
const takeReported = () => reported.splice(0)

const prototypeOf = (value: object): object => Object.getPrototypeOf(value) as object

const method = (object: object, name: PropertyKey, length: number): void => {
  const descriptor = Object.getOwnPropertyDescriptor(object, name)
  assert.type(descriptor?.value, 'function', String(name))
  assert.is((descriptor as { value: { length: number } }).value.length, length, String(name))
  assert.equal(
    [descriptor?.writable, descriptor?.enumerable, descriptor?.configurable],
    [true, false, true],
    String(name),
  )
}

const getter = (object: object, name: PropertyKey): void => {
  const descriptor = Object.getOwnPropertyDescriptor(object, name)
  assert.type(descriptor?.get, 'function')
  assert.is(descriptor?.set, undefined)
  assert.is(descriptor?.enumerable, false)
  assert.is(descriptor?.configurable, true)
}

/** The observer of a subscription, and the subscription. */
const begin = (observer: object) => {
  let events!: Parameters<ConstructorParameters<typeof Observable>[0]>[0]
  const cleaned: string[] = []
  const subscription = new Observable((given) => {
    events = given
    return () => cleaned.push('cleaned')
  }).subscribe(observer)
  return { events, subscription, cleaned }
}

test('the constructor takes a function and does not call it', () => {
  for (const wrong of [{}, false, null, undefined, 1]) {
    assert.throws(
      () => new Observable(wrong as Any),
      (error: unknown) => error instanceof TypeError,
    )
  }
  assert.throws(() => (Observable as unknown as () => void)())
  let called = false
  const made = new Observable(() => {
    called = true
  })
  assert.instance(made, Observable)
  assert.is(called, false)
  assert.is(Observable.prototype.constructor, Observable)
  assert.is(Observable.length, 1)
})

test('methods are properties as those of the language', () => {
  method(Observable, 'of', 0)
  method(Observable, 'from', 1)
  method(Observable.prototype, 'subscribe', 1)
  method(Observable.prototype, KEY, 0)
  method(Observable.prototype, '@@observable', 0)
  const { events, subscription } = begin({})
  for (const object of [events, subscription]) {
    assert.is(object.constructor, Object)
    getter(prototypeOf(object), 'closed')
  }
  method(prototypeOf(events), 'next', 1)
  method(prototypeOf(events), 'error', 1)
  method(prototypeOf(events), 'complete', 0)
  method(prototypeOf(subscription), 'unsubscribe', 0)
})

test('the method under Symbol.observable gives whatever it is called on', () => {
  const self = (Observable.prototype as unknown as Record<PropertyKey, unknown>)[
    KEY
  ] as () => unknown
  const one = new Observable(() => undefined)
  assert.is(self.call(one), one)
  const anything = {}
  assert.is(self.call(anything), anything)
})

test('any observer will do, or none', () => {
  const never = new Observable(() => undefined)
  for (const observer of [null, undefined, 1, true, 'text', {}, Object(1), () => undefined]) {
    assert.is(never.subscribe(observer as Any).closed, false)
  }
})

test('functions are next, error and complete', () => {
  const heard: unknown[] = []
  const hear = (name: string) => (value: unknown) => heard.push([name, value])
  const source = new Observable<number>((events) => {
    events.next(1)
    events.complete()
  })
  source.subscribe(hear('next'), hear('error') as Any, hear('complete') as Any)
  new Observable((events) => events.error(2)).subscribe(hear('next'), hear('error') as Any)
  source.subscribe(hear('next'))
  assert.equal(heard, [
    ['next', 1],
    ['complete', undefined],
    ['error', 2],
    ['next', 1],
  ])
})

test('a teardown is a function, has unsubscribe, or is nothing', () => {
  for (const fine of [undefined, null, () => undefined, { unsubscribe: () => undefined }]) {
    let error
    new Observable(() => fine).subscribe({ error: (given) => (error = given) })
    assert.is(error, undefined)
  }
  for (const wrong of [{}, 0, false, 'text']) {
    let error
    new Observable(() => wrong as Any).subscribe({ error: (given) => (error = given) })
    assert.instance(error, TypeError)
  }
})

test('unsubscribe cleans up once, and closes', () => {
  const { subscription, cleaned } = begin({})
  assert.is(subscription.closed, false)
  assert.is(subscription.unsubscribe(), undefined)
  assert.is(subscription.closed, true)
  subscription.unsubscribe()
  assert.equal(cleaned, ['cleaned'])
  const given: unknown[][] = []
  const other = new Observable(() => ({
    unsubscribe: (...parameters: unknown[]) => {
      given.push(parameters)
    },
  })).subscribe({})
  ;(other as { unsubscribe(extra: number): void }).unsubscribe(1)
  assert.equal(given, [[]])
})

test('a teardown that comes when all is over runs at once', () => {
  for (const name of ['error', 'complete'] as const) {
    let cleaned = 0
    new Observable((events) => {
      events[name]('x')
      return () => cleaned++
    }).subscribe({ error: () => undefined })
    assert.is(cleaned, 1, name)
  }
})

test('an error that the subscriber throws is an event', () => {
  const error = new Error('thrown')
  let heard
  const throwing = new Observable(() => {
    throw error
  })
  throwing.subscribe({ error: (given) => (heard = given) })
  assert.is(heard, error)
  throwing.subscribe({})
  assert.equal(takeReported(), [error])
})

test('start comes first, and may end it before it begins', () => {
  const order: string[] = []
  let given
  const observer = {
    start(subscription: unknown) {
      given = [this, subscription]
      order.push('start')
    },
  }
  const source = new Observable(() => {
    order.push('subscriber')
  })
  const subscription = source.subscribe(observer)
  assert.equal(order, ['start', 'subscriber'])
  assert.is((given as unknown as unknown[])[0], observer)
  assert.is((given as unknown as unknown[])[1], subscription)
  const ended = source.subscribe({ start: (begun) => begun.unsubscribe() })
  assert.is(ended.closed, true)
  assert.equal(order, ['start', 'subscriber'])
  source.subscribe({
    start() {
      throw new Error('in start')
    },
  })
  assert.equal(order, ['start', 'subscriber', 'subscriber'])
  assert.is((takeReported()[0] as Error).message, 'in start')
})

test('events give only their value, and nothing back', () => {
  for (const name of ['next', 'error', 'complete'] as const) {
    const given: unknown[][] = []
    const { events } = begin({
      [name]: (...parameters: unknown[]) => {
        given.push(parameters)
        return 'result'
      },
    })
    const send: (...parameters: never[]) => unknown = events[name]
    assert.is(Reflect.apply(send, events, [1, 2]), undefined)
    assert.equal(given, [name === 'complete' ? [] : [1]])
    events.complete()
    assert.is(Reflect.apply(send, events, [1]), undefined)
    assert.is(given.length, 1)
  }
})

test('methods of the observer are looked up at each event, once', () => {
  for (const name of ['next', 'error', 'complete'] as const) {
    let reads = 0
    const observer = {}
    const { events } = begin(observer)
    const heard: unknown[] = []
    Object.defineProperty(observer, name, {
      get() {
        reads++
        return (value: unknown) => heard.push(value)
      },
    })
    events[name](1)
    assert.is(reads, 1)
    assert.is(heard.length, 1)
    events.complete()
    events[name](2)
    assert.is(reads, 1)
  }
})

test('an observer without the method, or with something else there, ends nothing', () => {
  for (const wrong of [undefined, null, {}]) {
    const { events, subscription } = begin({ next: wrong })
    assert.is(events.next(1), undefined)
    assert.is(subscription.closed, false)
  }
  takeReported()
})

test('an observer that throws is reported; next goes on, the others end', () => {
  const error = new Error('in the observer')
  const failing = () => {
    throw error
  }
  const one = begin({ next: failing })
  assert.is(one.events.next(1), undefined)
  assert.is(one.subscription.closed, false)
  for (const name of ['error', 'complete'] as const) {
    const other = begin({ [name]: failing })
    other.events[name](1)
    assert.is(other.subscription.closed, true)
    assert.equal(other.cleaned, ['cleaned'])
  }
  assert.equal(takeReported(), [error, error, error])
})

test('all is closed when the last event is told, and cleaned up behind it', () => {
  for (const name of ['error', 'complete'] as const) {
    const order: unknown[] = []
    const observed = {
      [name]() {
        order.push([started.subscription.closed, started.cleaned.length])
        started.events.next('late')
      },
      next: (value: unknown) => order.push(value),
    }
    const started = begin(observed)
    started.events[name](1)
    assert.equal(order, [[true, 0]])
    assert.equal(started.cleaned, ['cleaned'])
    assert.is(started.events.closed, true)
  }
})

test('a teardown that throws is reported', () => {
  const subscription = new Observable(() => () => {
    throw new Error('in the teardown')
  }).subscribe({})
  subscription.unsubscribe()
  assert.is((takeReported()[0] as Error).message, 'in the teardown')
})

test('foreign objects are refused by the methods', () => {
  const { events, subscription } = begin({})
  const { unsubscribe } = subscription
  const { next } = events
  assert.throws(() => unsubscribe.call({} as Any))
  assert.throws(() => next.call({} as Any, 1))
  assert.throws(() => Observable.prototype.subscribe.call({} as Any, {} as Any))
})

test.run()
