/**
 * Takes so many items, which come by themselves; whoever loses one never ends.
 * @param start is told what is to be called with each item; its promise may only reject
 */
export const takeAll = (count, take, start) =>
  new Promise((resolve, reject) => {
    let taken = 0
    Promise.resolve(
      start((item) => {
        take(item)
        if (++taken === count) resolve()
      }),
    ).catch(reject)
  })

/** The same of a port whose other end a call gets. */
export const takeFromPort = async (count, take, call) => {
  const { port1, port2 } = new MessageChannel()
  try {
    await takeAll(count, take, (each) => {
      port1.addEventListener('message', ({ data }) => each(data))
      port1.start()
      return call({ count, port: port2 }, [port2])
    })
  } finally {
    port1.close()
  }
}
