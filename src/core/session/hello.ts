/** What a worker says first. */
import { ProtocolError } from '../errors.js'
import { FrameKind, MAGIC, VERSION } from '../frame/layout.js'
import type { Session } from './session.js'

export const sayHello = (session: Session): void => {
  session.send(FrameKind.hello, VERSION, MAGIC, undefined)
  session.flush()
}

/** @throws ProtocolError for anything else, and for another version of the protocol */
export const checkHello = (kind: number, version: number, magic: number): void => {
  if (kind !== FrameKind.hello || magic !== MAGIC) {
    throw new ProtocolError('something else than a hello from a new worker', 0)
  }
  if (version !== VERSION) {
    throw new ProtocolError(`version ${version} of the protocol; this side speaks ${VERSION}`, 0)
  }
}
