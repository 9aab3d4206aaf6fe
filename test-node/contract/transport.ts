import * as assert from 'uvu/assert'
import type {
  CloseReason,
  Connection,
  Packet,
  Receiver,
  Transport,
} from '../../src/core/transport.js'
import { CLOSE, DIE, FLUSH, FLUSHED, FLUSHED_SIZE, GREETING, SLEEP, toBytes } from './echo-peer.js'
import type { Suite } from './suite.js'

const toText = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

/** This end of a link, with everything that it was told. */
class Near implements Receiver {
  connection!: Connection
  readonly received: Uint8Array[] = []
  readonly attachments: unknown[] = []
  readonly reasons: CloseReason[] = []
  size = 0
  drains = 0
  inside = false
  violations = 0
  private waiting: (() => void)[] = []

  packet({ bytes, attachments }: Packet): void {
    this.told()
    if (this.reasons.length > 0) this.violations++
    this.received.push(new Uint8Array(bytes))
    this.attachments.push(...attachments)
    this.size += bytes.length
  }

  drained(): void {
    this.told()
    this.drains++
  }

  closed(reason: CloseReason): void {
    this.told()
    this.reasons.push(reason)
  }

  /** Calls a method of the connection, during which it must tell nothing. */
  act<T>(action: (connection: Connection) => T): T {
    this.inside = true
    try {
      return action(this.connection)
    } finally {
      this.inside = false
    }
  }

  /** Sends text, bytes, or one order to the far end. */
  send(data: string | number | Uint8Array, attachments: readonly unknown[] = []): boolean {
    const text = typeof data === 'number' ? String.fromCharCode(data) : data
    const bytes = typeof text === 'string' ? toBytes(text) : text
    return this.act((connection) => connection.send({ bytes, attachments }))
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.waiting.push(resolve))
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.size)
    let at = 0
    for (const part of this.received) {
      all.set(part, at)
      at += part.length
    }
    return all
  }

  text(): string {
    return toText(this.bytes())
  }

  private told(): void {
    if (this.inside) this.violations++
    const { waiting } = this
    this.waiting = []
    queueMicrotask(() => waiting.forEach((wake) => wake()))
  }
}

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/** Bytes in which every position can be told from its neighbours, and none is an order. */
const pattern = (size: number): Uint8Array => {
  const bytes = new Uint8Array(size)
  for (let i = 0; i < size; i++) bytes[i] = (i * 31 + (i >> 8)) % CLOSE
  return bytes
}

const firstDifference = (a: Uint8Array, b: Uint8Array): number => {
  if (a.length !== b.length) return Math.min(a.length, b.length)
  return a.findIndex((byte, i) => byte !== b[i])
}

/** What a transport under test is made of. */
export interface TransportCase {
  /** A transport whose workers run `echoPeer`. */
  readonly transport: Transport
  /** The largest volume that the tests send: small where every byte is a packet. */
  readonly volume: number
  /** Whether a worker's end of a link has `flushSync`. */
  readonly peerFlushes: boolean
}

/** What every transport must do. */
export const transportContract = (
  test: Suite,
  name: string,
  { transport, volume, peerFlushes }: TransportCase,
) => {
  const each = (title: string, body: (near: Near) => Promise<void>) => {
    test(`${name}: ${title}`, async () => {
      const near = new Near()
      let accepted = 0
      transport.open({ id: 1 }, (connection) => {
        accepted++
        near.connection = connection
        return near
      })
      assert.is(accepted, 1, 'accept is called once, before open returns')
      try {
        await body(near)
      } finally {
        near.connection.kill()
      }
      await near.until(() => near.reasons.length > 0)
      await pause(5)
      assert.is(near.reasons.length, 1, 'closed is told once')
      assert.is(near.violations, 0, 'nothing is told inside a method, or after closed')
    })
  }
  const greeted = (near: Near) => near.until(() => near.size >= GREETING.length)

  each('the worker speaks first', async (near) => {
    await greeted(near)
    assert.is(near.text(), GREETING)
  })

  each('bytes arrive in order and whole, in packets of any size', async (near) => {
    await greeted(near)
    const sent = pattern(volume)
    for (let at = 0, size = 1; at < sent.length; at += size, size = (size * 7) % 65_537) {
      near.send(sent.slice(at, at + size))
    }
    await near.until(() => near.size >= GREETING.length + sent.length)
    assert.is(firstDifference(near.bytes().subarray(GREETING.length), sent), -1)
  })

  each('what is sent before the worker is up arrives', async (near) => {
    near.send('early')
    await near.until(() => near.size >= GREETING.length + 5)
    assert.is(near.text(), `${GREETING}early`)
  })

  each('send asks to wait, and tells when there is room', async (near) => {
    await greeted(near)
    near.send(SLEEP)
    await pause(20)
    const chunk = pattern(64 * 1024)
    let sent = 0
    while (near.send(chunk.slice()) && sent < 1000) sent++
    assert.ok(sent < 1000, 'send never asked to wait')
    await near.until(() => near.drains > 0)
    near.send('after')
    const size = GREETING.length + (sent + 1) * chunk.length + 5
    await near.until(() => near.size >= size)
    assert.is(toText(near.bytes().subarray(-5)), 'after')
  })

  each('close delivers what was queued', async (near) => {
    await greeted(near)
    const sent = pattern(volume)
    near.send(sent)
    await near.until(() => near.size >= GREETING.length + sent.length)
    near.act((connection) => connection.close())
    await near.until(() => near.reasons.length > 0)
    assert.equal(near.reasons, [{ kind: 'closed' }])
  })

  each('kill ends a worker that listens to nobody', async (near) => {
    await greeted(near)
    near.send(SLEEP)
    near.send(pattern(1000))
    near.act((connection) => connection.kill())
    await near.until(() => near.reasons.length > 0)
    assert.is(near.reasons[0]?.kind, 'killed')
  })

  each('kill before the worker is up ends it too', async (near) => {
    near.act((connection) => connection.kill())
    await near.until(() => near.reasons.length > 0)
    assert.is(near.reasons[0]?.kind, 'killed')
  })

  each('a worker may close', async (near) => {
    await greeted(near)
    near.send(CLOSE)
    await near.until(() => near.reasons.length > 0)
    assert.ok(['closed', 'exited'].includes(near.reasons[0]?.kind))
  })

  each('what a worker sent before its death arrives, then its end', async (near) => {
    await greeted(near)
    const sent = pattern(Math.min(volume, 50_000))
    near.send(sent)
    await near.until(() => near.size >= GREETING.length + sent.length)
    near.send(DIE)
    near.send('into the void')
    await near.until(() => near.reasons.length > 0)
    assert.is(near.reasons[0]?.kind, 'exited')
    assert.is(firstDifference(near.bytes().subarray(GREETING.length), sent), -1)
  })

  each('what a worker flushes before its death arrives, although nobody reads', async (near) => {
    await greeted(near)
    if (!peerFlushes) return
    near.send(FLUSH)
    await pause(1)
    const busyUntil = Date.now() + 200
    while (Date.now() < busyUntil);
    await near.until(() => near.reasons.length > 0)
    const bytes = near.bytes().subarray(GREETING.length)
    assert.is(bytes.length, FLUSHED * FLUSHED_SIZE)
    assert.ok(bytes.every((byte, i) => byte === Math.floor(i / FLUSHED_SIZE)))
  })

  each('what is lent arrives as it was, whatever becomes of the memory', async (near) => {
    await greeted(near)
    if (near.connection.borrows !== true) return
    near.send(SLEEP)
    const sent = pattern(Math.min(volume, 1_000_000))
    const memory = new Uint8Array(Math.ceil(sent.length / 4))
    for (let at = 0; at < sent.length; at += memory.length) {
      const bytes = memory.subarray(0, Math.min(memory.length, sent.length - at))
      bytes.set(sent.subarray(at, at + bytes.length))
      near.act((connection) => connection.send({ bytes, attachments: [], lent: true }))
      bytes.fill(0)
    }
    await near.until(() => near.size >= GREETING.length + sent.length)
    assert.is(firstDifference(near.bytes().subarray(GREETING.length), sent), -1)
  })

  each('what is sent to one that snoozes arrives afterwards, and so does the end', async (near) => {
    await greeted(near)
    const sent = pattern(Math.min(volume, 400_000))
    near.act((connection) => connection.snooze?.(100))
    near.send(sent)
    await near.until(() => near.size >= GREETING.length + sent.length)
    assert.is(firstDifference(near.bytes().subarray(GREETING.length), sent), -1)
    near.act((connection) => connection.snooze?.(60_000))
    near.send('last')
    near.send(DIE)
    await near.until(() => near.reasons.length > 0)
    assert.is(toText(near.bytes().subarray(-4)), 'last')
  })

  each('after the end every method does nothing', async (near) => {
    near.connection.kill()
    await near.until(() => near.reasons.length > 0)
    const told = [near.size, near.drains]
    near.send('more')
    near.act((connection) => {
      connection.flushSync?.()
      connection.hold(true)
      connection.snooze?.(1)
      connection.close()
      connection.kill()
    })
    await pause(20)
    assert.equal([near.size, near.drains], told)
  })

  each('an object travels beside the bytes if the transport says so', async (near) => {
    await greeted(near)
    const object = { native: true }
    if (transport.attach(object) === false) return
    near.send('with', [object])
    await near.until(() => near.size >= GREETING.length + 4)
    assert.is(near.attachments[0], object)
  })
}
