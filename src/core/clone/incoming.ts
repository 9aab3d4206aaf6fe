import { ProtocolError } from '../errors.js'
import type { LeafData, Owed } from './value-reader.js'
import { Refs } from './refs.js'
import { Limit } from './tags.js'
import { allocate, readLatin1, readWide } from './text.js'

/** How the pieces of a leaf are written. */
export type PieceKind = 'bytes' | 'latin1' | 'utf16'

/** A leaf that merely says that it will be large gets this many bytes, or so many times what has come of it. */
const TRUSTED = 4096
const TRUSTED_TIMES = 256

/** Bytes that come in pieces. */
class Gathering {
  readonly size: number
  private memory: Uint8Array = new Uint8Array(0)
  private filled = 0

  constructor(size: number) {
    this.size = size
  }

  get missing(): number {
    return this.size - this.filled
  }

  add(bytes: Uint8Array, start: number, end: number): void {
    const next = this.filled + end - start
    if (next > this.memory.length) {
      // Grown as bytes come, never at a peer's word alone.
      const larger = allocate(Math.min(this.size, Math.max(TRUSTED, next * TRUSTED_TIMES)))
      larger.set(this.memory.subarray(0, this.filled))
      this.memory = larger
    }
    this.memory.set(bytes.subarray(start, end), this.filled)
    this.filled = next
  }

  get data(): Uint8Array {
    return this.memory
  }
}

/** A value that comes in several chunks: what is here of it. */
export class Incoming {
  readonly refs = new Refs()
  readonly owed = new Map<number, Owed>()
  /** The leaves that no chunk has taken yet. */
  readonly leaves: LeafData[] = []
  reserve: number = Limit.RESERVE
  /** The value, which may still be incomplete inside. */
  value: unknown
  /** Whether the value itself has come. */
  begun = false
  private gathering: Gathering | undefined
  private text: { missing: number; sofar: string } | undefined

  begin(value: unknown): void {
    this.value = value
    this.begun = true
  }

  /**
   * Adds a piece of a leaf.
   * @param missing how many bytes, or characters, of the leaf had not come before
   * @throws ProtocolError when it does not fit to what came before
   */
  piece(kind: PieceKind, missing: number, bytes: Uint8Array, start: number, end: number): void {
    if (start === end) throw new ProtocolError('an empty piece', start)
    if (kind === 'bytes') this.gather(missing, bytes, start, end)
    else this.append(kind, missing, bytes, start, end)
  }

  private gather(missing: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.text !== undefined) throw new ProtocolError('bytes within a text', start)
    this.gathering ??= new Gathering(missing)
    const { gathering } = this
    if (gathering.missing !== missing || end - start > missing) {
      throw new ProtocolError('a piece out of order', start)
    }
    gathering.add(bytes, start, end)
    if (gathering.missing > 0) return
    this.leaves.push(gathering.data)
    this.gathering = undefined
  }

  private append(
    kind: 'latin1' | 'utf16',
    missing: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    if (this.gathering !== undefined) throw new ProtocolError('text within bytes', start)
    this.text ??= { missing, sofar: '' }
    const { text } = this
    const length = kind === 'utf16' ? (end - start) / 2 : end - start
    if (text.missing !== missing || length > missing || !Number.isInteger(length)) {
      throw new ProtocolError('a piece out of order', start)
    }
    text.sofar += (kind === 'utf16' ? readWide : readLatin1)(bytes, start, end)
    text.missing -= length
    if (text.missing > 0) return
    this.leaves.push(text.sofar)
    this.text = undefined
  }
}
