import type { ChildProcess } from 'node:child_process'
import { ProtocolError } from '../../core/errors.js'

/** The handle under Node's own channel to a child, as far as it is known to be there. */
interface ChannelHandle {
  onread?: (this: unknown, ...args: unknown[]) => void
}

const channelHandleOf = (child: ChildProcess): ChannelHandle | undefined => {
  const key = Object.getOwnPropertySymbols(child).find(
    ({ description }) => description === 'kChannelHandle',
  )
  return key && (child as unknown as Record<symbol, ChannelHandle | undefined>)[key]
}

/**
 * Node reads what a child writes on fd 3, and believes it: of rubbish, and of messages that pass for its own, it throws where
 * nobody can catch it. Then the child has broken the protocol.
 * @param ended told when the child has closed its end
 */
export const guardChannel = (
  child: ChildProcess,
  broken: (error: unknown) => void,
  ended: () => void,
): void => {
  const fail = (cause: unknown): void => {
    const error = new ProtocolError('something else than a message on the channel', 0)
    broken(Object.assign(error, { cause }))
  }
  const handle = channelHandleOf(child)
  const onread = handle?.onread
  if (handle !== undefined && typeof onread === 'function') {
    handle.onread = function (...args) {
      try {
        Reflect.apply(onread, this, args)
        // Node itself does not tell of it as long as a handle is on its way.
        if (args[0] === undefined) ended()
      } catch (error) {
        fail(error)
      }
    }
  }
  const emit = child.emit.bind(child) as (name: string | symbol, ...args: unknown[]) => boolean
  child.emit = (name: string | symbol, ...args: unknown[]): boolean => {
    if (name !== 'internalMessage') return emit(name, ...args)
    try {
      return emit(name, ...args)
    } catch (error) {
      fail(error)
      return true
    }
  }
}
