/** Builds the page of examples/bundlers with each bundler, and opens it in Chromium: `node scripts/test-bundlers.mjs`. */
import { setUpWith } from './setup.mjs'

setUpWith('examples/bundlers')
// Not a static import: before the setup there may be nothing that it could import.
await import('./bundlers/run.mjs')
