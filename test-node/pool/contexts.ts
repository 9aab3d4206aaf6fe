import { AsyncLocalStorage } from 'node:async_hooks'
import { Pool, type Remote } from 'invoke'

export type Contexts = typeof import('../fixtures/contexts.mjs')

export const url = new URL('../fixtures/contexts.mjs', import.meta.url)

/** What code of the caller's finds of its context. */
export const store = new AsyncLocalStorage<string>()

/** What happened, and in which context. */
export interface Journal {
  readonly entries: [string, string | undefined][]
  note(what: string): void
}

export const journal = (): Journal => {
  const entries: Journal['entries'] = []
  return {
    entries,
    note: (what) => {
      entries.push([what, store.getStore()])
    },
  }
}

/** All that was noted, each once. */
export const namesOf = ({ entries }: Journal) => [...new Set(entries.map(([name]) => name))]

/** All contexts in which anything was noted. */
export const contextsOf = ({ entries }: Journal) => [
  ...new Set(entries.map(([, context]) => context)),
]

/** An iterator without end that notes each of its steps. */
export const noted = ({ note }: Journal) =>
  (function* () {
    try {
      for (let i = 0; ; i++) {
        note('next')
        yield i
      }
    } catch {
      note('throw')
      yield 'caught'
    } finally {
      note('return')
    }
  })()

/** A pool of one worker, which was started for a call in another context. */
export const withPool = async (
  body: (contexts: Remote<Contexts>, pool: Pool) => Promise<void>,
  concurrency = 1,
): Promise<void> => {
  const pool = new Pool({ limit: 1, concurrency })
  const contexts = pool.invoke<Contexts>(url)
  try {
    await store.run('first', () => contexts.count())
    await body(contexts, pool)
  } finally {
    await pool.kill({ force: true })
  }
}
