import type { Accept, Connection } from '../../src/core/transport.js'

/** What the worker at the far end says first. */
export const GREETING = 'worker here'

/** Bytes that make the far end close, die, fall asleep for a while; all others are echoed. */
export const CLOSE = 0xf0
export const DIE = 0xf1
export const SLEEP = 0xf2
/** Makes it send more than any pipe takes, wait until that outlives it, and die. */
export const FLUSH = 0xf3

/** What it sends then, so many times. */
export const FLUSHED = 8
export const FLUSHED_SIZE = 400_000

/** How the far end does what only its host can do. */
export interface PeerHost {
  die(): void
  sleep(): void
}

export const toBytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0))

/** The far end of every contract test: greets, echoes, and does as it is told. */
export const echoPeer =
  (host: PeerHost): Accept =>
  (connection) => {
    const acts = new Map([
      [CLOSE, () => connection.close()],
      [DIE, () => host.die()],
      [SLEEP, () => host.sleep()],
      [FLUSH, () => flushAndDie(connection, host)],
    ])
    connection.send({ bytes: toBytes(GREETING), attachments: [] })
    return {
      packet: ({ bytes, attachments }) => {
        let pending = attachments
        let from = 0
        const echo = (to: number) => {
          if (to === from) return
          connection.send({ bytes: new Uint8Array(bytes.subarray(from, to)), attachments: pending })
          pending = []
        }
        // A transport may cut and join packets, so an order may stand anywhere in one.
        for (let i = 0; i < bytes.length; i++) {
          const act = acts.get(bytes[i])
          if (act === undefined) continue
          echo(i)
          from = i + 1
          act()
        }
        echo(bytes.length)
      },
      drained: () => undefined,
      closed: () => undefined,
    }
  }

const flushAndDie = (connection: Connection, host: PeerHost): void => {
  const memory = new Uint8Array(FLUSHED_SIZE)
  for (let i = 0; i < FLUSHED; i++) {
    memory.fill(i)
    if (connection.borrows) connection.send({ bytes: memory, attachments: [], lent: true })
    else connection.send({ bytes: memory.slice(), attachments: [] })
  }
  connection.flushSync?.()
  host.die()
}
