'use strict'

// What any worker must do at least that tells many items: numbered frames, 64 in a write.
const { readSync, writeSync } = require('node:fs')

const FD = 4
const BATCH = 64
const size = Number(process.argv[2])
const batch = Buffer.alloc(BATCH * size)
const request = Buffer.alloc(4)

/** This end of the pipe blocks: no socket has been made of it. */
const write = (length) => {
  for (let at = 0; at < length;) at += writeSync(FD, batch, at, length - at)
}

while (readSync(FD, request) === request.length) {
  const count = request.readUInt32LE()
  for (let first = 0; first < count; first += BATCH) {
    const frames = Math.min(BATCH, count - first)
    for (let i = 0; i < frames; i++) batch.writeUInt32LE(first + i, i * size)
    write(frames * size)
  }
}
