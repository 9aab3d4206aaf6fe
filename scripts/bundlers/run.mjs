/** What is built of examples/bundlers works in Chromium, under a strict policy. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { POLICY, serve } from '../../examples/bundlers/serve.js'
import { launchChromium } from '../browser/chromium.mjs'
import { BUILDS, DEVELOPMENT, EXAMPLE, build } from './builds.mjs'
import { hearReports } from './reports.mjs'
import { serveVite } from './vite-server.mjs'
import { visit } from './visit.mjs'

const folder = mkdtempSync(join(tmpdir(), 'invoke-bundlers-'))
const reports = await hearReports()
const policy = `${POLICY}; ${reports.directive}`
const server = await serve(folder, policy, 0)
const browser = await launchChromium()
const origin = `http://127.0.0.1:${server.address().port}`

const test = suite('bundlers')
test.after(async () => {
  await browser.close()
  server.close()
  server.closeAllConnections()
  reports.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Whose workers the pages call. */
const SCOPES = ['page', 'origin']

/** Of the numbers below 400,000; the first above a million. */
const COUNTED = '33860 primes below 400000'
const STREAMED = [1_000_003, 1_000_033, 1_000_037, 1_000_039, 1_000_081, 1_000_099]

const check = async (url) => {
  for (const scope of SCOPES) {
    const shown = await visit(browser, `${url}?scope=${scope}`)
    assert.equal([...shown.faults, ...reports.take()], [])
    assert.equal([shown.state, shown.title], ['done', COUNTED])
    assert.is(shown.parts.length, 8)
    assert.equal(shown.primes, STREAMED)
    // All of them in workers, and these from one file of the build: neither in the page, nor from text.
    const [script = '', ...others] = new Set(shown.scripts)
    assert.equal(others, [])
    assert.ok(script.startsWith(url), script)
    assert.match(script, /\.js(?:\?|$)/)
    assert.equal([...new Set(shown.workers)], scope === 'page' ? [script] : [])
  }
}

// All at once: one of them takes as long as the others together.
const built = BUILDS.map(([, command]) => build(command, folder))
Promise.all(built).catch(() => {
  // Told by its test.
})

for (const [index, [name, command]] of BUILDS.entries()) {
  test(command, async () => {
    await built[index]
    await check(`${origin}/${name.replace(':', '-')}/`)
  })
}

test(DEVELOPMENT, async () => {
  const vite = await serveVite(join(folder, 'vite-cache'), policy)
  try {
    // The first time it has to bundle the packages, and the second time they are there.
    await check(vite.url)
    await check(vite.url)
  } finally {
    await vite.close()
  }
})

test('the guide shows what was run', () => {
  const guide = readFileSync(new URL('../../docs/bundlers.md', import.meta.url), 'utf8')
  for (const command of [DEVELOPMENT, ...BUILDS.map(([, command]) => command)]) {
    assert.ok(guide.includes(`\`${command}\``), command)
  }
  for (const file of ['vite/vite', 'rollup/rollup', 'webpack/webpack', 'webpack/modules']) {
    const text = readFileSync(join(EXAMPLE, `${file}.config.js`), 'utf8')
    const block = `\`\`\`js\n// ${basename(file)}.config.js\n${text}\`\`\`\n`
    assert.ok(guide.includes(block), file)
  }
})

test.run()
