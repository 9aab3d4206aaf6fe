/** `npm run bench…`: installs and builds what is missing, then runs a file of bench/ with the options. */
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { setUp } from './setup.mjs'

const bench = fileURLToPath(new URL('../bench/', import.meta.url))

/** @param {string} path */
const modified = (path) => statSync(bench + path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** @param {import('node:child_process').SpawnSyncReturns<unknown>} result */
const goOn = ({ status }) => {
  if (status !== 0) process.exit(status ?? 1)
}

const [file, ...options] = process.argv.slice(2)
setUp()
// npm writes its own list last, so it tells an installation that ended from one that was cut short.
if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
  // Not `npm ci`: it refuses the whole list where a registry lacks an optional binary of some platform. Without
  // saving, the versions are those of the list all the same. One string in a shell, because npm is a batch file on Windows.
  const install = 'npm install --no-save --no-audit --no-fund'
  goOn(spawnSync(install, { cwd: bench, shell: true, stdio: 'inherit' }))
}
goOn(
  spawnSync(process.execPath, ['--import', 'tsx', `${bench}${file}.mjs`, ...options], {
    stdio: 'inherit',
  }),
)
