import { suite as uvu, type Test } from 'uvu'
import { bounded } from './bounded.js'
import type { Suite } from './contract/suite.js'

/** Suites that were made and not run yet. A file that forgets `run()` must fail, not pass unseen. */
const waiting = new Set<string>()

process.on('exit', () => {
  if (waiting.size === 0) return
  console.error(`these suites were never run: ${[...waiting].join(', ')}`)
  process.exitCode = 1
})

type Body = () => unknown

export type { Suite }

/** @param timeout milliseconds within which each test must end */
export const suite = (name: string, timeout = 20_000): Suite => {
  const tests: Test = uvu(name)
  waiting.add(name)
  return Object.assign(
    (test: string, body: Body) => {
      tests(test, bounded(test, timeout, body))
    },
    {
      skip: () => {
        tests.skip()
      },
      after: (hook: Body) => {
        tests.after(bounded('after', timeout, hook))
      },
      run: () => {
        waiting.delete(name)
        tests.run()
      },
    },
  )
}
