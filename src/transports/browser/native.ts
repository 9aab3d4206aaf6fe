/** The objects of a browser's that can travel to another thread. */
import { isTransferred, type Travel } from '../../core/attachments.js'
import { unreachable } from '../../core/unreachable.js'

/** How the objects of a class can travel. What may be copied is moved only when someone asks for that. */
type Ability = 'copied' | 'copied or moved' | 'moved' | 'refused'

/**
 * By the names of their classes, of which a browser may lack some. What cannot travel at all and has nothing of its
 * own to be sent is refused, rather than to arrive as an empty object. Streams that are read are not here: they stay where
 * they are, and are read from there, in all browsers.
 */
const ABILITIES: Readonly<Record<string, Ability>> = {
  Blob: 'copied',
  File: 'copied',
  FileList: 'copied',
  ImageData: 'copied',
  CryptoKey: 'copied',
  FileSystemHandle: 'copied',
  DOMPointReadOnly: 'copied',
  DOMRectReadOnly: 'copied',
  DOMQuad: 'copied',
  DOMMatrixReadOnly: 'copied',
  RTCCertificate: 'refused',
  ImageBitmap: 'copied or moved',
  VideoFrame: 'copied or moved',
  AudioData: 'copied or moved',
  EncodedVideoChunk: 'copied',
  EncodedAudioChunk: 'copied',
  MessagePort: 'moved',
  OffscreenCanvas: 'moved',
  WritableStream: 'moved',
  TransformStream: 'moved',
  RTCDataChannel: 'moved',
  MediaSourceHandle: 'moved',
  MediaStreamTrack: 'moved',
  EventTarget: 'refused',
  Event: 'refused',
  Request: 'refused',
  Response: 'refused',
  ReadableStreamDefaultReader: 'refused',
  WritableStreamDefaultWriter: 'refused',
}

/** What only a thread of the same page can have: on its way to a worker that pages share it would be lost without a word. */
const OF_ONE_PAGE = [
  'VideoFrame',
  'AudioData',
  'RTCDataChannel',
  'MediaSourceHandle',
  'MediaStreamTrack',
]

/** Of a module of WebAssembly, which stands in a namespace of its own. */
const WASM_MODULE = (globalThis as { WebAssembly?: { Module?: { prototype: object } } }).WebAssembly
  ?.Module?.prototype

/** Whether this browser really sends what others can: streams are the newest. */
const canMove = (value: object): boolean => {
  const { port1, port2 } = new MessageChannel()
  try {
    port1.postMessage(undefined, [value as Transferable])
    return true
  } catch {
    return false
  } finally {
    port1.close()
    port2.close()
  }
}

/** Tried once, with something of no worth, where browsers differ. */
const SAMPLES: Readonly<Record<string, (constructor: new () => object) => object>> = {
  WritableStream: (Constructor) => new Constructor(),
  TransformStream: (Constructor) => new Constructor(),
}

const abilities = new Map<object, Ability | undefined>([
  // What ends every chain; `undefined` for an object like any other.
  [Object.prototype, undefined],
])

for (const [name, ability] of Object.entries(ABILITIES)) {
  const constructor = (globalThis as Record<string, unknown>)[name]
  if (typeof constructor !== 'function') continue
  const sample = SAMPLES[name]?.(constructor as new () => object)
  const works = sample === undefined || canMove(sample)
  abilities.set(constructor.prototype as object, works ? ability : 'refused')
}
if (WASM_MODULE !== undefined) abilities.set(WASM_MODULE, 'copied')

const ofOnePage = new Set<object>(
  OF_ONE_PAGE.flatMap((name) => {
    const constructor = (globalThis as Record<string, unknown>)[name]
    return typeof constructor === 'function' ? [constructor.prototype as object] : []
  }),
)
if (WASM_MODULE !== undefined) ofOnePage.add(WASM_MODULE)

/** The class that decides how an object travels, of those that it inherits from. */
const classOf = (value: object): object => {
  for (
    let prototype = Object.getPrototypeOf(value) as object | null;
    prototype !== null;
    prototype = Object.getPrototypeOf(prototype) as object | null
  ) {
    if (abilities.has(prototype)) return prototype
  }
  return Object.prototype
}

/** What tells of some objects that nothing is left of them here. */
interface Fading {
  readonly locked?: boolean
  readonly width?: number
  readonly format?: string | null
}

/** Whether it was moved away or closed before, so far as that can be seen. */
const isSpent = (value: object): boolean => {
  const { locked } = value as Fading
  return locked === true || (value instanceof ImageBitmap && value.width === 0)
}

/** Whether an object can travel to another thread, and how: see `Transport.attach`. */
export const travelOf = (value: unknown): Travel => {
  if (typeof value !== 'object' || value === null) return false
  // A detached one is refused by the codec, which has the words for that.
  if (value instanceof ArrayBuffer) {
    return isTransferred(value) && value.byteLength > 0 ? 'move' : false
  }
  const ability = abilities.get(classOf(value))
  switch (ability) {
    case undefined:
      return false
    case 'copied':
      return 'copy'
    case 'copied or moved':
      if (isSpent(value)) return 'refused'
      return isTransferred(value) ? 'move' : 'copy'
    case 'moved':
      return isSpent(value) ? 'refused' : 'move'
    case 'refused':
      return 'refused'
    default:
      return unreachable(ability)
  }
}

/**
 * The same for a worker that pages share, and from there. Of some objects that others pass, browsers lose those of an isolated
 * page, or all.
 */
export const travelToShared = Object.assign(
  (value: unknown): Travel => {
    const travel = travelOf(value)
    if (travel === false || travel === 'refused') return travel
    return ofOnePage.has(classOf(value as object)) ? 'refused' : travel
  },
  { losesSome: true },
)

/** How objects are closed, of which each has one of these. */
const ENDINGS = ['close', 'cancel', 'abort', 'stop'] as const

/** Closes an object that nobody gets. */
export const closeNative = (value: unknown): void => {
  const object = value as Partial<Record<(typeof ENDINGS)[number], () => unknown>>
  const ending = ENDINGS.find((name) => typeof object[name] === 'function')
  if (ending === undefined) return
  // A stream promises, and what is gone already throws: nobody is left to hear of either.
  Promise.resolve()
    .then(() => object[ending]?.())
    .catch(() => undefined)
}
