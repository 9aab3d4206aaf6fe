/** What the two ends of a link say to each other. */
export type Message =
  | {
      readonly kind: 'packet'
      readonly bytes: Uint8Array
      /** In the place of an object that could not be sent stands the reason, a string. */
      readonly attachments: readonly unknown[]
    }
  /** The receiver of packets has read so many bytes more. */
  | { readonly kind: 'read'; readonly bytes: number }
  /** The page wants no more: the worker is to end. */
  | { readonly kind: 'close' }
  /**
   * The worker ends: nothing comes behind this. `own`: it does so by itself, and does not only close its link.
   * `read`: bytes that it has read and not told yet.
   */
  | { readonly kind: 'end'; readonly own: boolean; readonly read: number }
  /** The worker cannot begin. */
  | { readonly kind: 'failed'; readonly error: unknown }
  /** The worker holds a lock for as long as it lives. Said before anything else. */
  | { readonly kind: 'locked'; readonly name: string }

/** What messages are sent through. */
export interface Port {
  postMessage(message: Message, transfer: Transferable[]): void
}
