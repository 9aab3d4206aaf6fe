/** How a worker came to its end. */
export type End =
  /** It was asked to, or killed by its pool. */
  | { readonly kind: 'ended' }
  /** `isUseless`: it was ready, and did nothing with what it was sent. */
  | { readonly kind: 'died'; readonly error: unknown; readonly isUseless: boolean }
  | { readonly kind: 'never started'; readonly cause: unknown }
