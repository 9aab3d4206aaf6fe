/** Lets everything else have its turn that waits for one. A timer would wait for milliseconds. */
const { port1, port2 } = new MessageChannel()
const waiting = []
port1.onmessage = () => waiting.shift()()

/** @returns {Promise<void>} */
export const turn = () =>
  new Promise((resolve) => {
    waiting.push(resolve)
    port2.postMessage(undefined)
  })
