'use strict'

// A child of Node that can do nothing but tell of itself: what any worker has at least.
const { Socket } = require('node:net')

const FD = 4

const { timeOrigin, nodeTiming } = performance

const tell = (value) => socket.write(`${JSON.stringify(value)}\n`)

/** Milliseconds since 1970. */
const moments = () => ({
  node: timeOrigin + nodeTiming.bootstrapComplete,
  entry: timeOrigin + nodeTiming.loopStart,
})

/** By the letters that it is sent. */
const ANSWERS = {
  m: () => tell(moments()),
  h: () =>
    import('../pool/collect.mjs').then(({ collect }) => {
      collect()
      tell({ heap: process.memoryUsage().heapUsed })
    }),
}

const socket = new Socket({ fd: FD, readable: true, writable: true })
socket.setEncoding('latin1')
socket.on('data', (letter) => void ANSWERS[letter]())
socket.on('close', () => process.exit())

// With a module, as a worker has one.
const [, , url] = process.argv
if (url !== undefined) void import(url)
