/** Functions that get and give objects of the browser's. */
import { invoke, type Observable } from 'invoke/browser'

export const echo = <T>(value: T): T => value

export const textOf = (blob: Blob): Promise<string> => blob.text()

export const pixels = (bitmap: ImageBitmap): number => bitmap.width * bitmap.height

/** Draws on a canvas that the page shows. */
export const draw = (canvas: OffscreenCanvas, colour: string): number => {
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no context')
  context.fillStyle = colour
  context.fillRect(0, 0, canvas.width, canvas.height)
  return canvas.width
}

export const picture = (size: number): Promise<ImageBitmap> =>
  createImageBitmap(new ImageData(size, size))

/** Answers on the port. */
export const answer = (port: MessagePort): void => {
  port.onmessage = ({ data }) => {
    port.postMessage(`got ${String(data)}`)
    port.close()
  }
}

export const portOf = (): MessagePort => {
  const { port1, port2 } = new MessageChannel()
  port1.postMessage('from the worker')
  return port2
}

export const lengthOf = (bytes: Uint8Array): number => bytes.length

let kept: Uint8Array | undefined
/** Gives its memory away when it is asked to. */
export const bytes = (length: number): Uint8Array => (kept = new Uint8Array(length).fill(7))
export const keptLength = (): number | undefined => kept?.buffer.byteLength

export const write = async (stream: WritableStream<string>): Promise<void> => {
  const writer = stream.getWriter()
  await writer.write('written')
  await writer.close()
}

export const sign = async (key: CryptoKey): Promise<number> =>
  (await crypto.subtle.sign('HMAC', key, new Uint8Array(3))).byteLength

/** The browser's own class, where it has one: the compiler does not know it yet. */
type NativeObservable = new (
  subscribe: (subscriber: NativeSubscriber) => void,
) => Observable<number>
interface NativeSubscriber {
  next(value: number): void
  addTeardown(teardown: () => void): void
}

let left = 0
/** Counts, and waits for the end. */
export const counting = (to: number): Observable<number> => {
  const { Observable } = globalThis as unknown as { Observable: NativeObservable }
  return invoke.observable<number>(
    new Observable((subscriber) => {
      subscriber.addTeardown(() => left++)
      for (let n = 1; n <= to; n++) subscriber.next(n)
    }),
  )
}
export const subscribersLeft = (): number => left
