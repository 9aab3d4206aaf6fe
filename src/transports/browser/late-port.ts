import type { Message, TwoWayPort } from './message.js'

type Listener = (event: MessageEvent<Message>) => void

/** Stands for a port that is not there yet. */
export class LatePort implements TwoWayPort {
  private target: TwoWayPort | undefined
  private readonly listeners: (readonly [type: 'message' | 'messageerror', Listener])[] = []
  private readonly early: (readonly [Message, Transferable[]])[] = []

  addEventListener(type: 'message' | 'messageerror', listener: Listener): void {
    this.listeners.push([type, listener])
  }

  postMessage(message: Message, transfer: Transferable[]): void {
    if (this.target === undefined) this.early.push([message, transfer])
    else this.target.postMessage(message, transfer)
  }

  /** It is there: whatever was said is said to it now. */
  be(target: TwoWayPort): void {
    this.target = target
    for (const [type, listener] of this.listeners) {
      target.addEventListener(type as 'message', listener)
    }
    for (const [message, transfer] of this.early) target.postMessage(message, transfer)
  }
}
