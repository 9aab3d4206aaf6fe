/** How long a browser may take to start, and for each answer, in milliseconds. */
const PATIENCE = 60_000

/**
 * What comes of a promise, unless it takes too long.
 * @template T
 * @param {string} who is awaited
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
export const within = async (who, promise) => {
  let timer
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${who} gave no answer within ${PATIENCE / 1000} s`))
    }, PATIENCE)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
