/** `npm run chaos`: builds what is missing, then everything at once, until the time is over. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { setUp } from './setup.mjs'

setUp()
const main = fileURLToPath(new URL('../test-node/chaos/main.ts', import.meta.url))
const { status } = spawnSync(
  process.execPath,
  ['--import', 'tsx', main, ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
process.exitCode = status ?? 1
