/** The modules of fixtures/loading, for the tests of how modules are loaded. */
export const at = (name: string) => new URL(`../fixtures/loading/${name}`, import.meta.url)

export type Task = typeof import('../fixtures/loading/task.mjs')

/** What a promise is rejected with, which must be an error. */
export const reasonOf = (promise: Promise<unknown>) =>
  promise.then(
    (): never => {
      throw new Error('this was to fail')
    },
    (reason: unknown) => reason as Error & { readonly cause: Error },
  )
