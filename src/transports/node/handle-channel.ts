import { Server, Socket } from 'node:net'
import { Kept, Lent, Lost, objectOf, type Reclaimed } from '../../core/attachments.js'
import { holdConnections } from './held-server.js'
import {
  closeNative,
  hold,
  isNative,
  isOpen,
  readAgain,
  stopReading,
  type Native,
} from './native.js'

/** Node's own channel to another process. */
export interface Port {
  readonly connected: boolean
  send(
    message: unknown,
    handle: Native | undefined,
    options: { keepOpen?: boolean },
    callback: (error: Error | null) => void,
  ): unknown
  on(event: 'message', listener: (message: unknown, handle: unknown) => void): unknown
}

/** What travels on fd 3. Everything else there is the user's. */
type Message =
  | { readonly invoke: 'handle'; readonly id: number; readonly prefix?: string }
  /** In place of a handle that was closed before its turn came. */
  | { readonly invoke: 'lost'; readonly id: number; readonly reason: string }
  /** The receiver has it, and the next one may come. */
  | { readonly invoke: 'taken'; readonly id: number }

/** What becomes of this side's copy. */
type Manner =
  /** It is closed as soon as the other side has the other one. */
  | 'given'
  /** It waits, unused, to be closed or taken back. */
  | 'lent'
  /** It stays in use. */
  | 'kept'

interface Sending {
  readonly id: number
  /** `undefined` when it was taken back. */
  native: Native | undefined
  readonly manner: Manner
  /** What was read of a socket, and travels with it. */
  prefix: Buffer | undefined
}

export interface HandleChannelEvents {
  /** An object has come. */
  arrived(attachment: unknown): void
  /** The other side cannot be sent anything any more, and waits for it. */
  broken(error: Error): void
}

/**
 * Carries sockets and servers beside the bytes, one at a time: only what is on its way can be lost with
 * the process at the other end, and only until that says that it has it.
 */
export class HandleChannel {
  private readonly port: Port
  private readonly events: HandleChannelEvents
  private queue: Sending[] = []
  private flying: Sending | undefined
  /** What was lent and has arrived. */
  private readonly lent = new Map<Native, Sending>()
  private lastId = 0
  private closed = false

  constructor(port: Port, events: HandleChannelEvents) {
    this.port = port
    this.events = events
    port.on('message', (message, handle) => this.message(message, handle))
  }

  /** Whether anything of what was sent has not arrived. */
  get isBusy(): boolean {
    return this.flying !== undefined || this.queue.length > 0
  }

  send(attachments: readonly unknown[]): void {
    for (const attachment of attachments) {
      const native = objectOf(attachment) as Native
      this.queue.push({
        id: ++this.lastId,
        native,
        manner: mannerOf(attachment),
        prefix: undefined,
      })
    }
    this.next()
  }

  /** The other side uses what it has got: this side's copy is closed, and so is what has come to nobody. */
  discard(attachment: unknown): void {
    const native = objectOf(attachment)
    if (!isNative(native)) return
    this.forget(native)
    closeNative(native)
  }

  /** Takes back what was sent, where it is as it was. */
  reclaim(attachment: unknown): Reclaimed {
    const native = objectOf(attachment) as Native
    const waiting = this.queue.find((sending) => sending.native === native)
    const gone = this.flying?.native === native ? this.flying : this.lent.get(native)
    // The frame that it belongs to is on its way, and waits for something.
    if (waiting !== undefined) waiting.native = undefined
    this.forget(native)
    if (gone?.manner === 'lent' && native instanceof Socket) readAgain(native, gone.prefix)
    if (!isOpen(native)) return 'lost'
    return waiting === undefined ? 'returned' : 'unseen'
  }

  /**
   * Nothing is to be done with this side's copy any more. While it flies it still holds up the next one: what
   * the other side says of its call may overtake that it has it.
   */
  private forget(native: Native): void {
    this.lent.delete(native)
    if (this.flying?.native === native) this.flying = { ...this.flying, manner: 'kept' }
  }

  /** The other side is gone, and what is still on its way to it is lost. */
  close(): void {
    if (this.closed) return
    this.closed = true
    const lost = this.flying === undefined ? this.queue : [this.flying, ...this.queue]
    this.flying = undefined
    this.queue = []
    this.lent.clear()
    for (const { native, manner } of lost) {
      if (manner === 'given' && native !== undefined) closeNative(native)
    }
  }

  private next(): void {
    if (this.flying !== undefined || this.closed) return
    const sending = this.queue.shift()
    if (sending === undefined) return
    this.flying = sending
    const { id, native } = sending
    if (!this.port.connected) {
      this.events.broken(new Error('the channel for sockets and servers was closed'))
    } else if (native !== undefined && isOpen(native)) {
      this.sendHandle(sending, native)
    } else {
      this.post({ invoke: 'lost', id, reason: 'it was closed before it could be sent' })
    }
  }

  private sendHandle(sending: Sending, native: Native): void {
    const { id, manner } = sending
    if (native instanceof Socket && manner !== 'kept') sending.prefix = stopReading(native)
    const prefix = sending.prefix?.toString('base64')
    const message: Message = { invoke: 'handle', id, ...(prefix !== undefined && { prefix }) }
    withoutServer(native, () => this.post(message, native))
  }

  private post(message: Message, handle?: Native): void {
    try {
      // Always open for now: should the other side die, what it did not get is still here.
      this.port.send(message, handle, { keepOpen: true }, (error) => {
        // The end of the process tells the rest.
        if (error !== null && this.port.connected && !this.closed) this.events.broken(error)
      })
    } catch (error) {
      this.events.broken(error as Error)
    }
  }

  private message(message: unknown, handle: unknown): void {
    if (typeof message !== 'object' || message === null) return
    const { invoke, id } = message as Partial<Message>
    if (typeof id !== 'number') return
    if (this.closed) {
      if (isNative(handle)) closeNative(handle)
      return
    }
    switch (invoke) {
      case 'taken':
        return this.taken(id)
      case 'handle':
        // Node sends the message alone when the handle has gone in the meantime.
        if (isNative(handle)) this.arrived(handle, (message as { prefix?: unknown }).prefix)
        else this.lost('it was closed while it was sent')
        return this.post({ invoke: 'taken', id })
      case 'lost':
        this.lost(reasonOf(message))
        return this.post({ invoke: 'taken', id })
      case undefined:
        return
    }
  }

  private lost(reason: string): void {
    this.events.arrived(new Lost(new Error(`a socket or server is lost: ${reason}`)))
  }

  private taken(id: number): void {
    const { flying } = this
    if (flying?.id !== id) return
    this.flying = undefined
    const { native, manner } = flying
    if (native !== undefined) {
      if (manner === 'lent') this.lent.set(native, flying)
      else if (manner === 'given') closeNative(native)
    }
    this.next()
  }

  private arrived(native: Native, prefix: unknown): void {
    if (native instanceof Socket) {
      hold(native, typeof prefix === 'string' ? Buffer.from(prefix, 'base64') : undefined)
    } else if (native instanceof Server) holdConnections(native)
    this.events.arrived(native)
  }
}

const mannerOf = (attachment: unknown): Manner => {
  if (attachment instanceof Kept) return 'kept'
  return attachment instanceof Lent ? 'lent' : 'given'
}

const reasonOf = (message: object): string => {
  const { reason } = message as { reason?: unknown }
  return typeof reason === 'string' ? reason : 'nobody knows why'
}

/**
 * Node would make the server of a socket ask the other process for its connections when it closes, and wait
 * for the answer. This side closes its copy by itself.
 */
const withoutServer = (native: Native, work: () => void): void => {
  const socket = native as { server?: unknown }
  if (!(native instanceof Socket) || !socket.server) return work()
  const { server } = socket
  socket.server = null
  try {
    work()
  } finally {
    socket.server = server
  }
}
