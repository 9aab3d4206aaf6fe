/** The view types by their number on the wire. A host that lacks one of them has a hole there. */
interface ViewConstructor {
  new (buffer: ArrayBufferLike, offset?: number, length?: number): ArrayBufferView
  readonly BYTES_PER_ELEMENT?: number
}

export const NAMES = [
  'DataView',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'Float16Array',
] as const

const host = globalThis as unknown as Record<string, ViewConstructor | undefined>

export const viewConstructors: readonly (ViewConstructor | undefined)[] = NAMES.map((n) => host[n])

const typeTag = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)!.get as (this: unknown) => string | undefined

/** The number of the view's type, whatever its prototype says; -1 when the wire has none. */
export const viewType = (view: ArrayBufferView): number =>
  (NAMES as readonly string[]).indexOf(typeTag.call(view) ?? 'DataView')

export const elementSize = (type: number): number => viewConstructors[type]?.BYTES_PER_ELEMENT ?? 1

/** Whether a view grows with its resizable buffer. Only growing it tells, and only such buffers can. */
export const isTracking = (view: ArrayBufferView): boolean => {
  const buffer = view.buffer as ArrayBuffer & {
    resizable?: boolean
    maxByteLength: number
    resize(size: number): void
  }
  if (!buffer.resizable) return false
  const before = buffer.byteLength
  const step = (view as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1
  if (before + step > buffer.maxByteLength) return false
  const { byteLength } = view
  buffer.resize(before + step)
  const tracks = view.byteLength !== byteLength
  buffer.resize(before)
  return tracks
}
