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

interface ResizableBuffer extends ArrayBuffer {
  readonly resizable?: boolean
  readonly maxByteLength: number
  resize(size: number): void
}

/**
 * Whether a view follows its buffer when that is resized. Only resizing tells: the buffer is grown for a
 * moment, or shrunk where it is as large as it can be.
 */
export const isTracking = (view: ArrayBufferView): boolean => {
  const buffer = view.buffer as ResizableBuffer
  if (!buffer.resizable) return false
  const before = buffer.byteLength
  const step = (view as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1
  const { byteLength } = view
  if (before + step <= buffer.maxByteLength) {
    buffer.resize(before + step)
    const tracks = view.byteLength !== byteLength
    buffer.resize(before)
    return tracks
  }
  if (byteLength < step) return false
  // What is cut off must come back.
  const end = new Uint8Array(buffer, before - step).slice()
  buffer.resize(before - step)
  // One of fixed length that reaches the end is out of bounds now, and has no length at all.
  const tracks = !isOutOfBounds(view) && view.byteLength === byteLength - step
  buffer.resize(before)
  new Uint8Array(buffer, before - step).set(end)
  return tracks
}

const elementAt = (Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array).at as (
  this: unknown,
  index: number,
) => unknown
const dataViewLength = Object.getOwnPropertyDescriptor(DataView.prototype, 'byteLength')!.get as (
  this: unknown,
) => number

/** Whether the buffer was shrunk so that it does not hold the view any more. */
export const isOutOfBounds = (view: ArrayBufferView): boolean => {
  if (!(view.buffer as ResizableBuffer).resizable) return false
  try {
    if (typeTag.call(view) === undefined) dataViewLength.call(view)
    else elementAt.call(view, 0)
    return false
  } catch {
    return true
  }
}
