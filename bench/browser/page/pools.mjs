import { openSlots } from '../../pool/slots.mjs'
import { ADAPTERS } from '../adapters.mjs'

/** @param name of the adapter */
export const open = async (name, workers) => {
  const { open } = await import(`/adapters/${name}.js`)
  return open(workers)
}

/** The same, but those that have one worker are opened for each, and the one with the fewest calls gets the next. */
export const openAll = async (name, workers) => {
  if (!ADAPTERS[name].hasOne) return open(name, workers)
  const each = await Promise.all(Array.from({ length: workers }, () => open(name, 1)))
  return openSlots(workers, () => {
    const api = each.pop()
    return { api, close: () => api.close() }
  })
}
