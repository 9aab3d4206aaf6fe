// Before uvu, for which it makes globals.
import { skipped } from './queue.js'
import { suite as uvu, type Test } from 'uvu'
import { bounded } from '../test-node/bounded.js'
import type { Suite } from '../test-node/contract/suite.js'

type Body = () => unknown

/** A suite in a page: the same as in Node, but all run when the page is told to. */
export const suite = (name: string, timeout = 20_000): Suite => {
  const tests: Test = uvu(name)
  return Object.assign(
    (test: string, body: Body) => {
      tests(test, bounded(test, timeout, body))
    },
    {
      skip: (test: string) => {
        skipped.push(test)
      },
      after: (hook: Body) => {
        tests.after(bounded('after', timeout, hook))
      },
      run: () => {
        tests.run()
      },
    },
  )
}
