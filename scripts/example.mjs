/** An example, from a fresh clone on. */
import { setUp } from './setup.mjs'

setUp()
// Not a static import: before the setup there may be nothing that it could import.
await import('../examples/log/main.js')
