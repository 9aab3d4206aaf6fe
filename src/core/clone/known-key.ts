/** Keys that came lately, to any decoder: the keys of a program are few. */
const SLOTS = 512
const LONGEST = 40
const keys: string[] = Array.from({ length: SLOTS }, () => '')

/**
 * The same key, as it came before: the engine finds properties faster by a string that it has used for
 * one already.
 */
export const knownKey = (key: string): string => {
  const { length } = key
  if (length === 0 || length > LONGEST) return key
  const slot = (length * 31 + key.charCodeAt(0) * 7 + key.charCodeAt(length - 1)) % SLOTS
  const before = keys[slot]
  if (before === key) return before
  keys[slot] = key
  return key
}
