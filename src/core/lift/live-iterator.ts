/** The objects that users get for iterators and streams that live elsewhere. */
import { LiveMethod } from '../clone/live.js'
import { FrameKind } from '../frame/layout.js'
import { asyncIteratorPrototype } from './async-iterator-prototype.js'
import type { IteratorMirror } from './iterator-mirror.js'

type Step = IteratorResult<unknown, unknown>

/**
 * A net only: whoever loses an iterator without ending it should have called `return`. When it works is
 * up to the engine.
 */
const forgotten = new FinalizationRegistry<IteratorMirror>((mirror) => mirror.forgotten())

class LiveIterator {
  readonly #mirror: IteratorMirror

  constructor(mirror: IteratorMirror) {
    this.#mirror = mirror
    forgotten.register(this, mirror)
  }

  next(...given: [unknown?]): Promise<Step> {
    return this.#mirror.call(FrameKind.next, this, given.length > 0, given[0])
  }

  [Symbol.asyncIterator](): this {
    this.#mirror.iterated = true
    return this
  }

  static return(this: LiveIterator, value?: unknown): Promise<Step> {
    return this.#mirror.call(FrameKind.return, this, true, value)
  }

  static throw(this: LiveIterator, error?: unknown): Promise<Step> {
    return this.#mirror.call(FrameKind.throw, this, true, error)
  }
}
Object.setPrototypeOf(LiveIterator.prototype, asyncIteratorPrototype)

/** One class for each set of methods: what the original lacks is absent. */
const classes = [0, 1, 2, 3].map((methods) => {
  const { return: end, throw: raise } = LiveIterator
  const hidden = { configurable: true, enumerable: false, writable: true }
  const properties: PropertyDescriptorMap = {}
  if (methods & LiveMethod.RETURN) properties['return'] = { ...hidden, value: end }
  if (methods & LiveMethod.THROW) properties['throw'] = { ...hidden, value: raise }
  const prototype = Object.create(LiveIterator.prototype, properties) as object
  return Object.assign(function () {}, { prototype })
})

/** The async iterator of a mirror. */
export const liveIterator = (mirror: IteratorMirror, methods: number): object =>
  Reflect.construct(LiveIterator, [mirror], classes[methods] as () => void) as object

interface Controller {
  enqueue(chunk: unknown): void
  close(): void
}

interface StreamSource {
  pull(controller: Controller): Promise<void>
  cancel(reason: unknown): Promise<void>
}

type StreamConstructor = new (source: StreamSource, strategy: { highWaterMark: number }) => object

/** The `ReadableStream` of a mirror; an async iterator where the platform has none. */
export const liveStream = (mirror: IteratorMirror): object => {
  mirror.eager = true
  const { ReadableStream } = globalThis as { ReadableStream?: StreamConstructor }
  if (ReadableStream === undefined) return liveIterator(mirror, LiveMethod.RETURN)
  const source: StreamSource = {
    pull: async (controller) => {
      const { done, value } = await mirror.call(FrameKind.next, source, false, undefined)
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: async (reason) => {
      await mirror.call(FrameKind.return, source, true, reason)
    },
  }
  const stream = new ReadableStream(source, { highWaterMark: 0 })
  if (!(Symbol.asyncIterator in stream)) addIteration(stream, mirror)
  forgotten.register(stream, mirror)
  return stream
}

/** For platforms whose streams cannot be iterated yet. */
const addIteration = (stream: object, mirror: IteratorMirror): void => {
  Object.defineProperty(stream, Symbol.asyncIterator, {
    configurable: true,
    writable: true,
    value: () => liveIterator(mirror, LiveMethod.RETURN),
  })
}
