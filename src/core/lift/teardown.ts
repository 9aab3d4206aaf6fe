import { badTeardown } from '../errors.js'

export type Teardown = () => void

/**
 * What ends a subscription, of what a subscriber returned: a function, an object with `unsubscribe`, or
 * nothing.
 * @throws TypeError for anything else
 */
export const toTeardown = (returned: unknown): Teardown | undefined => {
  if (returned === undefined || returned === null) return undefined
  if (typeof returned === 'function') return () => void Reflect.apply(returned, undefined, [])
  const { unsubscribe } = returned as { unsubscribe?: unknown }
  if (typeof returned !== 'object' || typeof unsubscribe !== 'function') throw badTeardown(returned)
  return () => void (returned as { unsubscribe(): unknown }).unsubscribe()
}
