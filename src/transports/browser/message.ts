/** What the two ends of a link say to each other. */
export type Message =
  | {
      readonly kind: 'packet'
      readonly bytes: Uint8Array
      /** In the place of an object that could not be sent stands the reason, a string. */
      readonly attachments: readonly unknown[]
    }
  /** The next message has an object, and nothing else: it may be lost on its way. */
  | { readonly kind: 'object' }
  /** The receiver of packets has read so many bytes more. */
  | { readonly kind: 'read'; readonly bytes: number }
  /** The page wants no more: a worker that nobody else wants is to end. */
  | { readonly kind: 'close' }
  /** The page wants to know where the worker's script is. */
  | { readonly kind: 'where' }
  /** The answer to that, from the worker. */
  | { readonly kind: 'here'; readonly place: Place }
  /**
   * The worker ends, or at least its link: nothing comes behind this. `own`: it does so by itself, and does not only close
   * its link. `read`: bytes that it has read and not told yet.
   */
  | { readonly kind: 'end'; readonly own: boolean; readonly read: number }
  /** The worker cannot begin. */
  | { readonly kind: 'failed'; readonly error: unknown }
  /** The worker holds a lock for as long as it lives. Said before anything else. */
  | { readonly kind: 'locked'; readonly name: string }

/** What a page says to a shared worker first. */
export interface Connect {
  readonly kind: 'connect'
  /** The page's port for everything else: objects that come through one of a frame would be of its realm. */
  readonly port: MessagePort
  /** The lock that the page holds for as long as it lives. */
  readonly page: string
}

/** Where the script of a worker is, and what kind of script. */
export interface Place {
  readonly href: string
  readonly type: WorkerType
}

/** What messages are sent through. */
export interface Port {
  postMessage(message: Message, transfer: Transferable[]): void
}

/** The same, where they are received as well. */
export interface TwoWayPort extends Port {
  addEventListener(type: 'message', listener: (event: MessageEvent<Message>) => void): void
  addEventListener(type: 'messageerror', listener: () => void): void
}
