/** For those that have no pool: workers, of which the one with the fewest calls gets the next. */
import { functions, listOf } from './functions.mjs'

/** @param slots each with its count of `outstanding` calls */
export const least = (slots) =>
  slots.reduce((best, slot) => (slot.outstanding < best.outstanding ? slot : best))

/**
 * @param workers how many
 * @param start starts one; gives its remote functions as `api`, and `close`
 */
export const openSlots = (workers, start) => {
  const slots = Array.from({ length: workers }, () => ({ ...start(), outstanding: 0 }))
  const call = (name) => async (value) => {
    const slot = least(slots)
    slot.outstanding++
    try {
      return await slot.api[name](...listOf(value))
    } finally {
      slot.outstanding--
    }
  }
  return {
    ...functions(call),
    slots,
    close: () => Promise.all(slots.map((slot) => slot.close())),
  }
}
