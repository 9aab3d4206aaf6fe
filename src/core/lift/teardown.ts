import { badTeardown } from '../errors.js'

export type Teardown = () => unknown

/**
 * What ends a subscription, of what a subscriber returned: a function, an object with `unsubscribe`, or
 * nothing.
 * @throws TypeError for anything else
 */
export const toTeardown = (returned: unknown): Teardown | undefined => {
  if (returned === undefined || returned === null) return undefined
  if (typeof returned === 'function') return () => Reflect.apply(returned, undefined, []) as unknown
  const { unsubscribe } = returned as { unsubscribe?: unknown }
  if (typeof returned !== 'object' || typeof unsubscribe !== 'function') throw badTeardown(returned)
  return () => (returned as { unsubscribe(): unknown }).unsubscribe()
}
