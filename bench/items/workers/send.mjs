import { makeItem } from './item.mjs'

/** Waiting for each callback is the fastest way that keeps the memory in bounds. */
const send = (item) =>
  new Promise((resolve, reject) => {
    process.send(item, (error) => (error ? reject(error) : resolve()))
  })

const sendAll = async (count) => {
  for (let i = 0; i < count; i++) await send(makeItem(i))
}

process.on('message', (count) => {
  void sendAll(count)
})
process.send('ready')
