/** What the library needs of an `AbortSignal`. */
interface BasicSignal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** The `AbortSignal` of whoever compiles this, or its essence where none is known. */
export type Signal = typeof globalThis extends {
  AbortSignal: { readonly prototype: infer S extends BasicSignal }
}
  ? S
  : BasicSignal
