type Body = () => unknown

/** A body of a test that fails when it does not end within a time, in milliseconds. */
export const bounded =
  (name: string, timeout: number, body: Body): (() => Promise<void>) =>
  async () => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const tooLong = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`"${name}" did not end within ${timeout} ms`))
      }, timeout)
    })
    try {
      await Promise.race([body(), tooLong])
    } finally {
      clearTimeout(timer)
    }
  }
