/** A worker that says of living objects what it must not. */
import * as assert from 'uvu/assert'
import { Encoder } from '../../src/core/clone/encoder.js'
import { Live, LiveKind } from '../../src/core/clone/live.js'
import { Shapes } from '../../src/core/clone/shapes.js'
import { attachNothing } from '../../src/core/clone/unsendable.js'
import { ProtocolError, Retry } from '../../src/core/errors.js'
import { FrameKind, HIGH_BIT, MAGIC, VERSION } from '../../src/core/frame/layout.js'
import { loopback } from '../../src/core/loopback/loopback.js'
import { WorkerPool } from '../../src/core/pool/pool.js'
import { Session, type Role } from '../../src/core/session/session.js'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'

const test = suite('hostile living objects')

type Answer = (session: Session, kind: number, id: number, detail: number) => void

/** A pool whose worker answers every frame but `method` as it likes. */
const hostile = (answer: Answer): WorkerPool => {
  const serve = (connection: ConstructorParameters<typeof Session>[0]) => {
    const shapes = new Shapes()
    const role: Role = {
      frame: (kind, id, detail) => {
        if (kind !== FrameKind.method) answer(session, kind, id, detail)
      },
      before: () => undefined,
      dropped: () => undefined,
      aborted: () => undefined,
      drained: () => undefined,
      ending: () => undefined,
      closed: () => undefined,
    }
    const session = new Session(connection, shapes, new Encoder(shapes, attachNothing), role)
    session.send(FrameKind.hello, VERSION, MAGIC, undefined)
    session.flush()
    return session
  }
  const transport = () => loopback({ serve })
  return new WorkerPool({ transport, resolve: (specifier) => specifier }, { limit: 1 })
}

const live = (number: number, kind: LiveKind = LiveKind.ITERATOR) =>
  new Live(kind, number, 3, { items: 0, bytes: 0 })

interface Module {
  call(...parameters: unknown[]): AsyncGenerator
}

const endless = function* () {
  for (;;) yield 1
}

/** What a call, or the iteration of its result, comes to with such a worker. */
const outcomeOf = async (answer: Answer, ...parameters: unknown[]): Promise<unknown> => {
  const pool = hostile(answer)
  const module = pool.invoke<Module>('module')
  const outcome = await reasonOf(
    (async () => {
      for await (const item of module.call(...parameters)) void item
    })(),
  )
  await pool.kill({ force: true })
  return outcome
}

const assertBroken = (outcome: unknown, message: RegExp): void => {
  assert.instance(outcome, Retry)
  const { cause } = outcome as Retry
  assert.instance(cause, ProtocolError)
  assert.match((cause as Error).message, message)
}

test('more items than anyone asked for end the connection', async () => {
  const outcome = await outcomeOf((session, kind, id) => {
    if (kind === FrameKind.call) session.sendValue(FrameKind.result, id, 0, live(1), 'result')
    if (kind === FrameKind.next) session.sendValue(FrameKind.answer, 1, 1, 'first', 'value')
    if (kind !== FrameKind.pull) return
    for (let i = 0; i <= 1024; i++) session.sendItem(1, i, i)
  })
  assertBroken(outcome, /an item of 1 that nobody asked for/)
})

test('a position that comes twice ends the connection', async () => {
  const outcome = await outcomeOf((session, kind, id) => {
    if (kind === FrameKind.call) session.sendValue(FrameKind.result, id, 0, live(1), 'result')
    if (kind === FrameKind.next) session.sendValue(FrameKind.answer, 1, 1, 'first', 'value')
    if (kind !== FrameKind.pull) return
    session.sendValue(FrameKind.item, 1, 0, 'a', 'value')
    session.sendValue(FrameKind.item, 1, 0, 'b', 'value')
  })
  assertBroken(outcome, /position 0 of a stream twice/)
})

test('a living object deep in a result, or where none may be, ends the connection', async () => {
  for (const kind of [FrameKind.result, FrameKind.error]) {
    const outcome = await outcomeOf((session, frame, id) => {
      const value = kind === FrameKind.error ? live(1) : [live(1)]
      if (frame === FrameKind.call) session.sendValue(kind, id, 0, value, 'value')
    })
    assertBroken(outcome, /a living object where none may be/)
  }
})

test('a number that is in use rejects the call too', async () => {
  const pool = hostile((session, kind, id) => {
    if (kind === FrameKind.call) session.sendValue(FrameKind.result, id, 0, live(1), 'result')
  })
  const module = pool.invoke<Module>('module')
  await module.call()
  assertBroken(await reasonOf(module.call()), /the living object 1 twice/)
  await pool.kill({ force: true })
})

test('more items consumed of an argument than were sent end the connection', async () => {
  const outcome = await outcomeOf((session, kind) => {
    if (kind !== FrameKind.call) return
    session.sendValue(FrameKind.pull, 1, 5, 1000, 'value')
    session.sendValue(FrameKind.pull, 1, 0xffffffff, undefined, 'value')
  }, endless())
  assertBroken(outcome, /more items consumed than sent/)
})

test('a window that is no number, a subscription without its bit, a request twice', async () => {
  const cases: readonly [(session: Session) => void, RegExp][] = [
    [(session) => session.sendValue(FrameKind.pull, 1, 5, 'much', 'value'), /no number/],
    [(session) => session.sendValue(FrameKind.pull, 1, 5, -1, 'value'), /no number/],
    [(session) => session.send(FrameKind.subscribe, 1, 5, undefined), /for a subscription/],
    [
      (session) => {
        session.send(FrameKind.next, 1, 1, undefined)
        session.send(FrameKind.next, 1, 1, undefined)
      },
      /request 1 twice/,
    ],
  ]
  for (const [attack, message] of cases) {
    const outcome = await outcomeOf((session, kind) => {
      if (kind === FrameKind.call) attack(session)
    }, [1, 2, 3].values())
    assertBroken(outcome, message)
  }
})

test('frames for what nobody knows count for nothing', async () => {
  const pool = hostile((session, kind, id) => {
    if (kind !== FrameKind.call) return
    for (const number of [7, HIGH_BIT + 7]) {
      session.send(FrameKind.drop, number, 0, undefined)
      session.send(FrameKind.skip, number, 1, undefined)
      session.send(FrameKind.pull, number, 1, undefined)
      session.sendItem(number, 0, live(9))
      for (const kind of [
        FrameKind.answer,
        FrameKind.done,
        FrameKind.fail,
        FrameKind.item,
        FrameKind.end,
        FrameKind.broken,
        FrameKind.next,
        FrameKind.throw,
      ]) {
        session.sendValue(kind, number, 1, 'value', 'value')
      }
    }
    session.send(FrameKind.released, 77, 0, undefined)
    session.sendValue(FrameKind.result, id, 0, 'fine', 'result')
  })
  const module = pool.invoke<{ call(): string }>('module')
  assert.is(await module.call(), 'fine')
  await pool.kill({ force: true })
})

test('items with sizes that do not fit end the connection', async () => {
  for (const bytes of [
    [1, 0, 0],
    [0, 0, 0, 0],
    [9, 0, 0, 0, 0],
    [255, 255, 255, 255, 0],
  ]) {
    const outcome = await outcomeOf((session, kind, id) => {
      if (kind === FrameKind.call) session.sendValue(FrameKind.result, id, 0, live(1), 'result')
      if (kind !== FrameKind.next) return
      session.send(FrameKind.items, 1, 0, {
        bytes: Uint8Array.from(bytes),
        start: 0,
        length: bytes.length,
        shapes: 0,
        attachments: [],
        leaves: [],
        rest: undefined,
      })
    })
    assertBroken(outcome, /an item beyond its frame|an item of 1/)
  }
})

test.run()
