'use strict'

/** Room for one more read than a frame has bytes. */
const READ_BUFFER = 256 * 1024

/** Cuts a stream into frames of one size, as a frame may come in two reads. */
class Frames {
  constructor(size) {
    this.size = size
    this.bytes = Buffer.alloc(size + READ_BUFFER)
    this.length = 0
  }

  /** Takes what was read; gives how many whole frames there are now. */
  push(chunk) {
    this.bytes.set(chunk, this.length)
    this.length += chunk.length
    return Math.floor(this.length / this.size)
  }

  /** The number in the head of a frame: a real protocol would find its call by it. */
  id(index) {
    return this.bytes.readUInt32LE(index * this.size)
  }

  /** Forgets whole frames. */
  drop(count) {
    const used = count * this.size
    if (used < this.length) this.bytes.copyWithin(0, used, this.length)
    this.length -= used
  }
}

module.exports = { Frames, READ_BUFFER }
