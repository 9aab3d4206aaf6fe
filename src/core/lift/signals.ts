/**
 * Many calls and subscriptions may share a signal: it has one listener of ours, and each of them joins and
 * leaves in constant time.
 */
import type { Signal } from '../signal.js'

/** Who is told when a signal aborts. */
export interface Listener {
  aborted(reason: unknown): void
}

interface Entry {
  readonly listeners: Set<Listener>
  readonly tell: () => void
}

const entries = new WeakMap<Signal, Entry>()

const open = (signal: Signal): Entry => {
  const listeners = new Set<Listener>()
  const tell = () => {
    entries.delete(signal)
    signal.removeEventListener('abort', tell)
    for (const listener of listeners) listener.aborted(signal.reason)
  }
  const entry = { listeners, tell }
  entries.set(signal, entry)
  signal.addEventListener('abort', tell)
  return entry
}

export const listen = (signal: Signal, listener: Listener): void => {
  const entry = entries.get(signal) ?? open(signal)
  entry.listeners.add(listener)
}

export const unlisten = (signal: Signal, listener: Listener): void => {
  const entry = entries.get(signal)
  if (entry === undefined) return
  entry.listeners.delete(listener)
  if (entry.listeners.size > 0) return
  entries.delete(signal)
  signal.removeEventListener('abort', entry.tell)
}
