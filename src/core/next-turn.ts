/** Runs something in a turn of its own, after what else is waiting for one. */

interface Host {
  readonly setImmediate?: (callback: () => void) => unknown
  readonly MessageChannel?: new () => {
    readonly port1: { onmessage: (() => void) | null }
    readonly port2: { postMessage(message: unknown): void }
  }
}

// Taken at the start: the user's code may replace them, as fake clocks do.
const { setImmediate, MessageChannel } = globalThis as Host

const byMessage = (Channel: NonNullable<Host['MessageChannel']>): ((work: () => void) => void) => {
  // A timer would wait for some milliseconds; a message to oneself does not.
  const { port1, port2 } = new Channel()
  const waiting: (() => void)[] = []
  port1.onmessage = () => waiting.shift()?.()
  return (work) => {
    waiting.push(work)
    port2.postMessage(undefined)
  }
}

const byTimer = (work: () => void): void => {
  setTimeout(work, 0)
}

export const nextTurn: (work: () => void) => void =
  setImmediate !== undefined
    ? (work) => {
        setImmediate(work)
      }
    : MessageChannel !== undefined
      ? byMessage(MessageChannel)
      : byTimer
