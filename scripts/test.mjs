/** Everything that must hold, one step after the other: `node scripts/test.mjs [--node-only]`. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { install, setUp } from './setup.mjs'
import { runStep } from './step.mjs'

// Another version of Node is there to run the library, not to build or lint it.
const only = process.argv.includes('--node-only')

/** Not left to the step, which has its time: a browser may be long on its way. Why there is none, the step says. */
const installBrowser = async () => {
  const { findChromium } = await import('./browser/chromium.mjs')
  try {
    findChromium()
  } catch {
    console.error('There is no Chromium.')
  }
}

if (only) {
  setUp()
} else {
  install()
  await installBrowser()
}

/** The checks of the source, each counted as one test. */
const checks = [
  ['build', 'npm run build'],
  ['types', 'npm run check'],
  ['lint', 'npm run lint'],
  ['format', 'npm run format:check'],
  ['floors', 'npm run floors'],
  ['package', 'npm run package'],
  ['size', 'npm run size'],
]

/** The files of tests. They see the library as it was built just now. */
const files = ['unit', 'pool', 'chaos', 'package'].flatMap((folder) =>
  readdirSync(join('test-node', folder))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join('test-node', folder, name).replaceAll('\\', '/')),
)

/** What runs in Chromium. */
const pages = [
  ['pages', 'npm run test:browser'],
  ['tabs', 'npm run test:tabs'],
  ['bundlers', 'npm run test:bundlers'],
  ['demo', 'npm run test:demo'],
]

const steps = [
  ...(only ? [] : checks),
  ...files.map((file) => [file, `"${process.execPath}" --import tsx ${file}`]),
  ...(only ? [] : pages),
]

let passed = 0
let failed = 0
for (const [name, command] of steps) {
  const outcome = await runStep(name, command)
  passed += outcome.passed
  failed += outcome.failed
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
