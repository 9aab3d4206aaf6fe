/**
 * The few globals that core may assume of its host. Core is compiled without the DOM and without
 * Node's types, so a name that is missing here does not exist for it.
 */

/** A number in browsers, an object in Node; only ever handed back to `clearTimeout`. */
type Timer = number | { ref(): unknown; unref(): unknown }

declare function setTimeout(callback: () => void, milliseconds: number): Timer
declare function clearTimeout(timer: Timer | undefined): void
declare function queueMicrotask(callback: () => void): void

declare const performance: { now(): number }

declare class TextEncoder {
  encodeInto(text: string, target: Uint8Array): { read: number; written: number }
}
declare class TextDecoder {
  constructor(label?: string)
  decode(bytes: Uint8Array): string
}

interface DOMException extends Error {
  readonly code: number
}
declare const DOMException: {
  readonly prototype: DOMException
  new (message?: string, name?: string): DOMException
}

interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}
// oxlint-disable-next-line no-var -- only a `var` is a property of the global object, where `Signal` looks for it
declare var AbortSignal: { readonly prototype: AbortSignal }

declare class AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}
