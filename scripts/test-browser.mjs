/**
 * Runs the tests of `test-browser` in pages of browsers:
 * `node scripts/test-browser.mjs [--engine=chromium|firefox|webkit|all] [part of a file's name]…`.
 */
import { readdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { setUp } from './setup.mjs'

setUp()
// Not static imports: before the setup there may be nothing that they could import.
const { launchChromiumEngine } = await import('./browser/chromium-engine.mjs')
const { launchFirefox } = await import('./browser/firefox.mjs')
const { launchWebKit } = await import('./browser/webkit.mjs')
const { runPage } = await import('./browser/run-page.mjs')
const { serve } = await import('./browser/server.mjs')

const ENGINES = { chromium: launchChromiumEngine, firefox: launchFirefox, webkit: launchWebKit }

const { values, positionals } = parseArgs({
  options: { engine: { type: 'string', default: 'chromium' } },
  allowPositionals: true,
})
const engines = values.engine === 'all' ? Object.keys(ENGINES) : [values.engine]
if (!engines.every((engine) => engine in ENGINES)) {
  throw new Error(`there is no engine "${values.engine}"`)
}

const isWanted = (file) =>
  positionals.length === 0 || positionals.some((part) => file.includes(part))
const names = readdirSync('test-browser')
  .filter((file) => file.endsWith('.test.ts') && isWanted(file))
  .map((file) => file.slice(0, -'.ts'.length))
if (names.length === 0) throw new Error(`no file has ${positionals.join(' or ')} in its name`)

const sum = { passed: 0, total: 0, skipped: 0 }
let isFine = true

/** One line, and everything that there is to say when it failed. */
const report = (browser, name, { passed, skipped, total, errors, faults, log }) => {
  sum.passed += passed
  sum.total += total
  sum.skipped += skipped.length
  const omitted = skipped.length > 0 ? `, ${skipped.length} skipped` : ''
  console.log(`${browser}  ${name.padEnd(20)} ${passed} of ${total} passed${omitted}`)
  for (const test of skipped) console.log(`  skipped, for want of ${test}`)
  if (passed === total && faults.length === 0) return
  isFine = false
  console.log([errors, ...faults, ...log.slice(-20)].join('\n'))
}

/** The pages are told in which engine they are: what a test may lack is said, not guessed. */
const runEngine = async (key, origin) => {
  let engine
  try {
    engine = await ENGINES[key]()
    for (const name of names) {
      const outcome = await runPage(engine, `${origin}/pages/${name}?engine=${key}`)
      report(`${engine.name} ${engine.version}`, name, outcome)
    }
  } catch (error) {
    isFine = false
    console.error(error.stack)
  } finally {
    await engine?.close()
  }
}

const server = await serve()
try {
  for (const key of engines) await runEngine(key, server.origin)
} finally {
  server.close()
}
console.log(
  `\n  Total:     ${sum.total}\n  Passed:    ${sum.passed}\n  Skipped:   ${sum.skipped}\n`,
)
process.exitCode = isFine && sum.total > 0 ? 0 : 1
