/** Runs something in a turn of its own, after what else is waiting for one. */

interface Host {
  readonly setImmediate?: (callback: () => void) => unknown
  readonly MessageChannel?: new () => {
    readonly port1: { onmessage: (() => void) | null }
    readonly port2: { postMessage(message: unknown): void }
  }
}

// Taken at the start: the user's code may replace them, as fake clocks do.
const host: Host = globalThis as Host
const { setImmediate } = host

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

const withoutImmediate = (): ((work: () => void) => void) => {
  // Not looked at elsewhere: Node loads it when its name is used.
  const { MessageChannel } = host
  return MessageChannel === undefined ? byTimer : byMessage(MessageChannel)
}

export const nextTurn: (work: () => void) => void =
  setImmediate === undefined
    ? withoutImmediate()
    : (work) => {
        setImmediate(work)
      }
