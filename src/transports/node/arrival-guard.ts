/** How Node wraps a message with which a socket or server comes. */
interface Wrapped {
  readonly cmd?: unknown
  /** Ours, if it is. */
  readonly msg?: { readonly invoke?: unknown; readonly id?: unknown }
}

/** What came, under the object that Node would have made of it. */
interface Handle {
  close?(): void
}

/**
 * A process that may not use the network must not accept connections either: when it is sent a server, Node throws where
 * nobody can catch it. Here it has come as one that was lost, which concerns only the call that it belongs to.
 */
export const guardArrivals = (): void => {
  const emit = process.emit.bind(process) as (name: string, ...args: unknown[]) => boolean
  process.emit = ((name: string, ...args: unknown[]): boolean => {
    if (name !== 'internalMessage') return emit(name, ...args)
    try {
      return emit(name, ...args)
    } catch (error) {
      const [{ cmd, msg }, handle] = args as [Wrapped, Handle | undefined]
      if (cmd !== 'NODE_HANDLE' || msg?.invoke !== 'handle') throw error
      handle?.close?.()
      return emit('message', { invoke: 'lost', id: msg.id, reason: (error as Error).message })
    }
  }) as typeof process.emit
}
