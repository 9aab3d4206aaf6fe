/** Runs the tests of `test-browser` in pages of Chromium: `node scripts/test-browser.mjs [part of a file's name]`. */
import { readdirSync } from 'node:fs'
import { launchChromium } from './browser/chromium.mjs'
import { serve } from './browser/server.mjs'

const [wanted = ''] = process.argv.slice(2)
const names = readdirSync('test-browser')
  .filter((file) => file.endsWith('.test.ts') && file.includes(wanted))
  .map((file) => file.slice(0, -'.ts'.length))

/** What goes wrong beside the tests. */
const runPage = async (browser, origin, name) => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const faults = []
  const log = []
  page.on('console', (message) => log.push(message.text()))
  // Also for a rejection that nobody handles.
  page.on('pageerror', (error) => faults.push(`in the page of ${name}: ${error.stack ?? error}`))
  try {
    await page.goto(`${origin}/pages/${name}`)
    await page.waitForFunction(() => globalThis.runTests !== undefined, undefined, {
      timeout: 30_000,
    })
    const counts = await page.evaluate(() => globalThis.runTests())
    return { ...counts, faults, log }
  } catch (error) {
    faults.push(`${name}: ${error.message}`)
    return { passed: 0, skipped: [], total: 1, errors: '', faults, log }
  } finally {
    await context.close()
  }
}

const server = await serve()
const browser = await launchChromium()
const sum = { passed: 0, total: 0 }
let isFine = true
try {
  console.log(`Chromium ${browser.version()}`)
  for (const name of names) {
    const { passed, skipped, total, errors, faults, log } = await runPage(
      browser,
      server.origin,
      name,
    )
    sum.passed += passed
    sum.total += total
    console.log(`${name}: ${passed} of ${total} passed`)
    for (const test of skipped) console.log(`  skipped, for want of ${test}`)
    if (passed === total && faults.length === 0) continue
    isFine = false
    console.log([errors, ...faults, ...log.slice(-20)].join('\n'))
  }
} finally {
  await browser.close()
  server.close()
}
console.log(`\n  Total:     ${sum.total}\n  Passed:    ${sum.passed}\n`)
process.exitCode = isFine && sum.total > 0 ? 0 : 1
