import { ProtocolError } from '../errors.js'
import type { Owed } from './exotic-reader.js'
import { Limit } from './tags.js'
import { allocate, readLatin1, readWide } from './text.js'

/** A leaf that is complete. */
export type LeafData = string | Uint8Array

/** How the pieces of a leaf are written. */
export type PieceKind = 'bytes' | 'latin1' | 'utf16'

/** How much is set aside for a leaf that merely says that it will be large. */
const TRUSTED = 32 * 1024 * 1024

/** Bytes that come in pieces. */
class Gathering {
  readonly size: number
  private memory: Uint8Array
  private filled = 0

  constructor(size: number) {
    this.size = size
    this.memory = allocate(Math.min(size, TRUSTED))
  }

  get missing(): number {
    return this.size - this.filled
  }

  add(bytes: Uint8Array, start: number, end: number): void {
    const next = this.filled + end - start
    if (next > this.memory.length) {
      // Grown as bytes come, never at a peer's word alone.
      const larger = allocate(Math.min(this.size, Math.max(this.memory.length * 2, next)))
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
  readonly refs: unknown[] = []
  readonly owed = new Map<number, Owed>()
  /** The leaves that no chunk has taken yet. */
  readonly leaves: LeafData[] = []
  reserve: number = Limit.RESERVE
  /** The value, which may still be incomplete inside. */
  value: unknown
  /** Whether the value itself has come. */
  begun = false
  private gathering: Gathering | undefined
  private text: { kind: PieceKind; missing: number; sofar: string } | undefined

  begin(value: unknown): void {
    this.value = value
    this.begun = true
  }

  /**
   * Adds bytes of a leaf.
   * @param missing how many bytes of the leaf had not come before these
   * @throws ProtocolError when they do not fit to those before
   */
  piece(kind: PieceKind, missing: number, bytes: Uint8Array, start: number, end: number): void {
    const size = end - start
    if (size > missing || size === 0) throw new ProtocolError('a piece that is too long', start)
    if (kind === 'bytes') this.gather(missing, bytes, start, end)
    else this.append(kind, missing, bytes, start, end)
  }

  private gather(missing: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.text !== undefined) throw new ProtocolError('bytes within a text', start)
    this.gathering ??= new Gathering(missing)
    if (this.gathering.missing !== missing) throw new ProtocolError('a piece out of order', start)
    this.gathering.add(bytes, start, end)
    if (this.gathering.missing > 0) return
    this.leaves.push(this.gathering.data)
    this.gathering = undefined
  }

  private append(
    kind: PieceKind,
    missing: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    if (this.gathering !== undefined) throw new ProtocolError('text within bytes', start)
    this.text ??= { kind, missing, sofar: '' }
    const { text } = this
    if (text.kind !== kind || text.missing !== missing) {
      throw new ProtocolError('a piece out of order', start)
    }
    if (kind === 'utf16' && (end - start) % 2 === 1) {
      throw new ProtocolError('half a character', start)
    }
    text.sofar += (kind === 'utf16' ? readWide : readLatin1)(bytes, start, end)
    text.missing -= end - start
    if (text.missing > 0) return
    this.leaves.push(text.sofar)
    this.text = undefined
  }
}
