// Hot: bench/pool. Each call that waits holds a copy of its arguments.
import type { Encoded } from '../clone/encoded.js'
import { allocate } from '../clone/text.js'
import { copyOf } from './copy.js'

/** Small values lie in this side by side: memory of its own for each would take many times their size. */
const SLAB = 16 * 1024
const SMALL = 2048
/** Up to so many bytes it is worth a look whether a value is the same as the last. */
const TINY = 16

const NONE: readonly unknown[] = []
const NO_LEAVES: Encoded['leaves'] = []

/** Copies of encoded values that are many and mostly small. */
export class Copies {
  private slab: Uint8Array = new Uint8Array(0)
  private at = 0
  /** A tiny value: the next may be the same, as the arguments of calls without any are. */
  private last: Encoded | undefined

  /** A copy that stays valid when the encoder is used again. */
  of(value: Encoded): Encoded {
    const { length, shapes, attachments, leaves, rest } = value
    const isPlain = attachments.length === 0 && leaves.length === 0 && rest === undefined
    if (!isPlain || length > SMALL) return copyOf(value)
    if (this.last !== undefined && isSame(this.last, value)) return this.last
    const start = this.add(value)
    const copy: Encoded = {
      bytes: this.slab,
      start,
      length,
      shapes,
      attachments: NONE,
      leaves: NO_LEAVES,
      rest,
    }
    if (length <= TINY) this.last = copy
    return copy
  }

  /** Gives where the bytes of a value lie now. */
  private add({ bytes, start, length }: Encoded): number {
    if (this.at + length > this.slab.length) {
      this.slab = allocate(SLAB)
      this.at = 0
    }
    const { at, slab } = this
    if (length <= TINY) for (let i = 0; i < length; i++) slab[at + i] = bytes[start + i]
    else slab.set(bytes.subarray(start, start + length), at)
    this.at += length
    return at
  }
}

const isSame = (last: Encoded, { bytes, start, length, shapes }: Encoded): boolean => {
  if (length !== last.length || shapes !== last.shapes) return false
  for (let i = 0; i < length; i++) {
    if (bytes[start + i] !== last.bytes[last.start + i]) return false
  }
  return true
}
