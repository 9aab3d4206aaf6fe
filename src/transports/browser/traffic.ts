import { Kept, Lost, objectOf, type Reclaimed, type Travel } from '../../core/attachments.js'
import type { Packet } from '../../core/transport.js'
import { closeNative } from './native.js'
import type { Message, TwoWayPort } from './message.js'

/** Whether an object can travel to the other end, and how. */
export interface TravelOf {
  (value: unknown): Travel
  /** Whether the browser may lose one on its way all the same, of which only the receiver hears. */
  readonly losesSome?: boolean
}

/** Bytes on their way at which a sender is asked to wait: enough to keep both threads busy. */
const HIGH_WATER = 512 * 1024

/** How many bytes are read before that is said: less than half of what is on its way when a sender waits. */
const READ_STEP = 128 * 1024

const NO_BYTES = new Uint8Array(0)
const NONE: readonly unknown[] = []

/** What comes in the place of an object that is lost. */
const LOST: Message = {
  kind: 'packet',
  bytes: NO_BYTES,
  attachments: ['this browser cannot pass it between a page and such a worker'],
}

/**
 * The packets of one link, both ways. Messages to another thread know no back-pressure, so the bytes that are on their way
 * are counted, and the receiver says how many it has read.
 */
export class Traffic {
  private readonly port: TwoWayPort
  private readonly travelOf: TravelOf
  /** Bytes sent and not known to be read. */
  private underway = 0
  private full = false
  /** Bytes read and not told. */
  read = 0
  /** Objects that were sent and are gone from here. */
  private readonly moved = new WeakSet<object>()

  constructor(port: TwoWayPort, travelOf: TravelOf) {
    this.port = port
    this.travelOf = travelOf
  }

  /** Calls back with whatever the peer says, or when that cannot be read. */
  listen(hear: (message: Message) => void, fail: () => void): void {
    let isObjectDue = false
    this.port.addEventListener('message', ({ data }) => {
      isObjectDue = data.kind === 'object'
      if (!isObjectDue) hear(data)
    })
    this.port.addEventListener('messageerror', () => {
      if (isObjectDue) hear(LOST)
      else fail()
      isObjectDue = false
    })
  }

  /** Gives whether there is room for more. */
  send({ bytes, attachments }: Packet): boolean {
    if (attachments.length === 0) this.post(bytes, NONE, [])
    else this.sendWith(bytes, attachments)
    this.underway += bytes.length
    this.full = this.underway >= HIGH_WATER
    return !this.full
  }

  /** The peer has read bytes; gives whether there is room again, for one who waits. */
  wasRead(bytes: number): boolean {
    this.underway -= bytes
    if (!this.full || this.underway > HIGH_WATER / 2) return false
    this.full = false
    return true
  }

  /** Whether the peer, which has read these bytes besides, ends without having read everything. */
  isUnread(read: number): boolean {
    return this.underway > read
  }

  /** Says, now and then, that a packet was read. */
  confirm({ bytes }: Packet): void {
    this.read += bytes.length
    if (this.read < READ_STEP) return
    this.port.postMessage({ kind: 'read', bytes: this.read }, [])
    this.read = 0
  }

  /** What became of an object that is wanted back. */
  reclaim(attachment: unknown): Reclaimed {
    const object = objectOf(attachment) as object
    if (this.moved.has(object)) return 'lost'
    return this.travelOf(object) === 'copy' ? 'returned' : 'unseen'
  }

  /** Closes an object that has come and that nobody gets. What was sent is gone by itself, or stays. */
  discard(attachment: unknown): void {
    if (objectOf(attachment) === attachment && !(attachment instanceof Lost))
      closeNative(attachment)
  }

  private post(
    bytes: Uint8Array,
    attachments: readonly unknown[],
    moving: readonly Transferable[],
  ): void {
    // The memory around them has other frames, or is the user's. To move a copy is faster than to have it copied.
    const copy = bytes.slice()
    this.port.postMessage({ kind: 'packet', bytes: copy, attachments }, [copy.buffer, ...moving])
  }

  private sendWith(bytes: Uint8Array, attachments: readonly unknown[]): void {
    if (this.travelOf.losesSome === true) return this.sendApart(bytes, attachments)
    try {
      this.postWith(bytes, attachments)
    } catch {
      // One of them is gone, or cannot be had twice.
      this.sendApart(bytes, attachments)
    }
  }

  /** In front of the bytes, each on its own: what becomes of one concerns no other. */
  private sendApart(bytes: Uint8Array, attachments: readonly unknown[]): void {
    for (const attachment of attachments) this.sendAlone(attachment)
    this.post(bytes, NONE, [])
  }

  private sendAlone(attachment: unknown): void {
    this.port.postMessage({ kind: 'object' }, [])
    try {
      this.postWith(NO_BYTES, [attachment])
    } catch (error) {
      this.post(NO_BYTES, [String(error)], [])
    }
  }

  /** @throws DOMException when one of the objects cannot be sent */
  private postWith(bytes: Uint8Array, attachments: readonly unknown[]): void {
    const objects = attachments.map(objectOf) as object[]
    const moving = objects.filter((object, i) => {
      return !(attachments[i] instanceof Kept) && this.travelOf(object) !== 'copy'
    })
    this.post(bytes, objects, moving as Transferable[])
    for (const object of moving) this.moved.add(object)
  }
}

/** A packet as it has come. */
export const packetOf = ({ bytes, attachments }: Message & { kind: 'packet' }): Packet => ({
  bytes,
  attachments: attachments.map((each) =>
    typeof each === 'string' ? new Lost(new Error(`an object is lost on its way: ${each}`)) : each,
  ),
})
