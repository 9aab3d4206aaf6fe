import { loopback, type LoopbackOptions } from '../../src/core/loopback/loopback.js'
import type { Accept } from '../../src/core/transport.js'
import { echoPeer } from '../contract/echo-peer.js'
import { transportContract } from '../contract/transport.js'
import { suite } from '../suite.js'

const test = suite('loopback')

/** A worker in memory sleeps by not reading: its packets wait in a queue of their own. */
const make = (options: Omit<LoopbackOptions, 'serve'>) => {
  const serve: Accept = (connection) => {
    const waiting: Parameters<typeof receiver.packet>[0][] = []
    let asleep = false
    const receiver = echoPeer({
      die: () => transport.workers.at(-1)?.die(),
      sleep: () => {
        asleep = true
        setTimeout(() => {
          asleep = false
          for (const packet of waiting.splice(0)) receiver.packet(packet)
        }, 50)
      },
    })(connection)
    return {
      ...receiver,
      packet: ({ bytes, attachments }) => {
        if (asleep) waiting.push({ bytes: new Uint8Array(bytes), attachments })
        else receiver.packet({ bytes, attachments })
      },
    }
  }
  const transport = loopback({ attach: () => 'copy', ...options, serve })
  return transport
}

transportContract(test, 'at once', { transport: make({}), volume: 2_000_000, peerFlushes: true })
transportContract(test, 'with latency', {
  transport: make({ latency: 1 }),
  volume: 200_000,
  peerFlushes: true,
})
transportContract(test, 'cut at every byte', {
  transport: make({ fragment: 1 }),
  volume: 20_000,
  peerFlushes: true,
})
transportContract(test, 'cut into sevens', {
  transport: make({ fragment: 7 }),
  volume: 20_000,
  peerFlushes: true,
})
transportContract(test, 'narrow', {
  transport: make({ highWater: 100 }),
  volume: 20_000,
  peerFlushes: true,
})

test.run()
