'use strict'

// What any worker of this kind must do at least: frames in, as many frames out, nothing in between.
const { writeSync } = require('node:fs')
const { Socket } = require('node:net')
const { Frames, READ_BUFFER } = require('./frames.cjs')

const FD = 4
const size = Number(process.argv[2])
const frames = new Frames(size)
const replies = Buffer.alloc(size + READ_BUFFER)

const writeAll = (length) => {
  for (let at = 0; at < length;) {
    try {
      at += writeSync(FD, replies, at, length - at)
    } catch (error) {
      // A full pipe: the parent is reading and makes room in microseconds.
      if (error.code === 'EPIPE') process.exit()
      if (error.code !== 'EAGAIN') throw error
    }
  }
}

const answer = (count) => {
  if (count === 0) return
  for (let i = 0; i < count; i++) replies.writeUInt32LE(frames.id(i), i * size)
  if (size > READ_BUFFER) {
    // Bulk: the whole frame comes back, and the socket waits for room without burning a processor.
    socket.write(frames.bytes.subarray(0, size))
  } else {
    writeAll(count * size)
  }
  frames.drop(count)
}

const socket = new Socket({
  fd: FD,
  readable: true,
  writable: true,
  onread: {
    buffer: Buffer.allocUnsafeSlow(READ_BUFFER),
    callback: (length, buffer) => {
      answer(frames.push(buffer.subarray(0, length)))
      return true
    },
  },
})
socket.on('error', () => process.exit())
socket.on('close', () => process.exit())
