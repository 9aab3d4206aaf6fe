import { Encoder } from '../../src/core/clone/encoder.js'
import { ClassRegistry } from '../../src/core/clone/registry.js'
import { Shapes } from '../../src/core/clone/shapes.js'
import { attachNothing } from '../../src/core/clone/unsendable.js'
import { Undecodable } from '../../src/core/clone/value-reader.js'
import { FrameKind } from '../../src/core/frame/layout.js'
import { Session, type Role } from '../../src/core/session/session.js'
import type { Connection } from '../../src/core/transport.js'
import { at } from '../contract/values.js'

export interface Arrival {
  readonly kind: number
  readonly id: number
  readonly value: unknown
}

/** One side of a session, over a link that keeps what is sent until it is taken. */
export class Side implements Role {
  readonly arrivals: Arrival[] = []
  readonly aborts: { readonly kind: number; readonly id: number; readonly error: unknown }[] = []
  readonly session: Session
  sent: Uint8Array[] = []
  /** Packets that the link takes before it asks to wait. */
  room = Infinity
  fault: unknown
  killed = false

  constructor(chunk?: number) {
    const connection: Connection = {
      send: ({ bytes }) => {
        this.sent.push(new Uint8Array(bytes))
        return --this.room > 0
      },
      flushSync: () => undefined,
      hold: () => undefined,
      close: () => undefined,
      kill: () => {
        this.killed = true
      },
    }
    const shapes = new Shapes()
    const encoder = new Encoder(shapes, attachNothing, new ClassRegistry(), chunk)
    this.session = new Session(connection, shapes, encoder, this)
  }

  before(): undefined {}

  frame(kind: number, id: number): void {
    let value
    try {
      value = this.session.read()
    } catch (error) {
      // An instance of a class that nobody has registered: no fault of the peer's.
      if (!(error instanceof Undecodable)) throw error
      value = error.error
    }
    this.arrivals.push({ kind, id, value })
  }

  aborted(kind: number, id: number, _detail: number, error: unknown): void {
    this.aborts.push({ kind, id, error })
  }

  dropped(): void {}
  drained(): void {}
  ending(): void {}
  closed(_reason?: unknown): void {}

  result(id: number, value: unknown): void {
    this.session.sendValue(FrameKind.result, id, 0, value, 'result')
  }

  /** All bytes that were sent since the last time, in one piece. */
  take(): Uint8Array {
    const all = Buffer.concat(this.sent)
    this.sent = []
    return new Uint8Array(all)
  }

  read(bytes: Uint8Array): void {
    this.session.packet({ bytes, attachments: [] })
  }
}

/** The bytes of one value that is streamed in small chunks. */
export const streamed = (value: unknown, chunk = 40): Uint8Array => {
  const sender = new Side(chunk)
  sender.result(1, value)
  sender.session.flushSync()
  return sender.take()
}

export const received = (...packets: Uint8Array[]): Side => {
  const receiver = new Side()
  for (const packet of packets) receiver.read(packet)
  return receiver
}

/** Values of many kinds, large enough to be cut everywhere. */
export const mixed = () => {
  const shared = { shared: true }
  return [
    shared,
    new Map([['key', [shared, new Set(['a long enough string', 2])]]]),
    'wide é '.repeat(800),
    new Uint8Array(100).fill(9),
    at(30, (i) => i / 2),
    new Error('an error', { cause: shared }),
    { text: 'plain '.repeat(900) },
  ]
}
