import { Server, Socket } from 'node:net'
import { Kept, Lent, Lost, objectOf, type Reclaimed } from '../../core/attachments.js'
import { holdConnections } from './held-server.js'
import {
  awaitWrites,
  closeNative,
  hold,
  isNative,
  isOpen,
  readAgain,
  stopReading,
  type Native,
} from './native.js'

type OnRemoved = (event: unknown, removed: unknown) => void
type OnMessage = (message: unknown, handle: unknown) => void

/** Node's own channel to another process. */
export interface Port {
  readonly connected: boolean
  /** Absent where no process came to be. */
  send?(
    message: unknown,
    handle: Native | undefined,
    options: { keepOpen?: boolean },
    callback: (error: Error | null) => void,
  ): unknown
  on(event: 'message', listener: OnMessage): unknown
  on(event: 'removeListener', listener: OnRemoved): unknown
  off(event: 'removeListener', listener: OnRemoved): unknown
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

type Stage =
  /** In the queue, or at its front. */
  | 'waiting'
  /** It has left this process, though not for good. */
  | 'left'
  /** Nothing is to be done with this side's copy any more. */
  | 'over'

interface Sending {
  readonly id: number
  /** What was asked to be sent: the same object may be sent several times. */
  readonly attachment: unknown
  readonly native: Native
  readonly manner: Manner
  stage: Stage
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
  /** Taken at the start: the user's code may replace it. */
  private readonly portSend: Port['send']
  private readonly events: HandleChannelEvents
  private queue: Sending[] = []
  private flying: Sending | undefined
  /** What was lent and has arrived. */
  private readonly lent = new Map<unknown, Sending>()
  private lastId = 0
  private closed = false

  constructor(port: Port, events: HandleChannelEvents) {
    this.port = port
    this.portSend = port.send?.bind(port)
    this.events = events
    listen(port, (message, handle) => this.message(message, handle))
  }

  /** Whether anything of what was sent has not arrived. */
  get isBusy(): boolean {
    return this.flying !== undefined || this.queue.length > 0
  }

  send(attachments: readonly unknown[]): void {
    for (const attachment of attachments) {
      this.queue.push({
        id: ++this.lastId,
        attachment,
        native: objectOf(attachment) as Native,
        manner: mannerOf(attachment),
        stage: 'waiting',
        prefix: undefined,
      })
    }
    this.next()
  }

  /** The other side uses what it has got: this side's copy is closed, and so is what has come to nobody. */
  discard(attachment: unknown): void {
    const native = objectOf(attachment)
    if (!isNative(native)) return
    this.finish(attachment)
    closeNative(native)
  }

  /** Takes back what was sent, where it is as it was. */
  reclaim(attachment: unknown): Reclaimed {
    const native = objectOf(attachment) as Native
    const { stage = 'left', manner, prefix } = this.finish(attachment) ?? {}
    if (stage === 'left' && manner === 'lent' && native instanceof Socket) {
      readAgain(native, prefix)
    }
    if (!isOpen(native)) return 'lost'
    return stage === 'waiting' ? 'unseen' : 'returned'
  }

  /**
   * Nothing is done with this side's copy any more; gives how far it had come. While it flies it still holds
   * up the next one, and while it waits, its place: the frame that it belongs to waits for something.
   */
  private finish(attachment: unknown): Sending | undefined {
    const isIt = (sending?: Sending) => sending?.attachment === attachment
    const sending =
      this.lent.get(attachment) ?? (isIt(this.flying) ? this.flying : this.queue.find(isIt))
    this.lent.delete(attachment)
    if (sending === undefined) return undefined
    const before = { ...sending }
    sending.stage = 'over'
    return before
  }

  /** The other side is gone, and what is still on its way to it is lost. */
  close(): void {
    if (this.closed) return
    this.closed = true
    const lost = this.flying === undefined ? this.queue : [this.flying, ...this.queue]
    this.flying = undefined
    this.queue = []
    this.lent.clear()
    for (const { native, manner, stage } of lost) {
      if (manner === 'given' && stage !== 'over') closeNative(native)
    }
  }

  private next(): void {
    if (this.flying !== undefined || this.closed) return
    const sending = this.queue.shift()
    if (sending === undefined) return
    this.flying = sending
    // Else it would be closed with them.
    if (!awaitWrites(sending.native, () => this.depart(sending))) this.depart(sending)
  }

  private depart(sending: Sending): void {
    if (this.flying !== sending) return
    const { id, native, stage } = sending
    if (!this.port.connected) {
      this.events.broken(channelClosed())
    } else if (stage === 'over') {
      this.post({ invoke: 'lost', id, reason: 'it was taken back' })
    } else if (isOpen(native)) {
      this.sendHandle(sending)
    } else {
      this.post({ invoke: 'lost', id, reason: 'it was closed before it could be sent' })
    }
  }

  private sendHandle(sending: Sending): void {
    const { id, native, manner } = sending
    sending.stage = 'left'
    if (native instanceof Socket && manner !== 'kept') sending.prefix = stopReading(native)
    const prefix = sending.prefix?.toString('base64')
    const message: Message = { invoke: 'handle', id, ...(prefix !== undefined && { prefix }) }
    withoutServer(native, () => this.post(message, native))
  }

  private post(message: Message, handle?: Native): void {
    try {
      // Always open for now: should the other side die, what it did not get is still here.
      this.portSend?.(message, handle, { keepOpen: true }, (error) => {
        // The end of the process tells the rest.
        if (error !== null && this.port.connected && !this.closed) this.events.broken(error)
      })
    } catch (error) {
      this.events.broken(error as Error)
    }
  }

  private message(message: unknown, handle: unknown): void {
    const fields = typeof message === 'object' && message !== null ? message : {}
    const { invoke, id } = fields as Partial<Message>
    const isOurs = invoke === 'handle' && typeof id === 'number' && !this.closed
    // Nobody else ever gets it, and open it would keep this process alive.
    if (!isOurs && isNative(handle)) closeNative(handle)
    if (typeof id !== 'number' || this.closed) return
    switch (invoke) {
      case 'taken':
        return this.taken(id)
      case 'handle':
        // Node sends the message alone when the handle has gone in the meantime.
        if (isNative(handle)) this.arrived(handle, (fields as { prefix?: unknown }).prefix)
        else this.lost('it was closed while it was sent')
        return this.post({ invoke: 'taken', id })
      case 'lost':
        this.lost(reasonOf(fields))
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
    const { attachment, native, manner, stage } = flying
    if (stage !== 'over') {
      if (manner === 'lent') this.lent.set(attachment, flying)
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

export const channelClosed = (): Error =>
  new Error('the channel for sockets and servers was closed')

/** Also when the user's code removes all listeners: the other side would wait for ever. */
const listen = (port: Port, listener: OnMessage): void => {
  port.on('message', listener)
  const again = (_event: unknown, removed: unknown): void => {
    if (removed !== listener) return
    port.off('removeListener', again)
    process.nextTick(listen, port, listener)
  }
  port.on('removeListener', again)
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
