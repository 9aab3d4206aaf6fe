/** The worker of the pool tests: exposes by name what cannot be imported by a URL, and loads the rest by that. */
import { expose } from 'invoke/worker'
// It exports `then`, so that the promise of `import()` would never come to anything.
import * as tasks from '../test-node/fixtures/tasks.mjs'

expose({ [new URL('/fixtures/tasks.mjs', location.origin).href]: tasks })
