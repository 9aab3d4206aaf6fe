/** Milliseconds on a clock that all threads of a process share, unlike `performance.now`. */
export const now = () => Number(process.hrtime.bigint()) / 1e6
