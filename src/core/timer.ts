/** The longest that a timer waits, in milliseconds: more would make it fire at once. */
export const MAX_TIMER = 2 ** 31 - 1
