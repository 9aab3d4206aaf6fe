/** Milliseconds on a clock that a page shares with its workers, unlike `performance.now`. */
export const now = () => performance.timeOrigin + performance.now()
