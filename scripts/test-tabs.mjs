/** Tabs of Chromium that share their workers: how they come and go. `node scripts/test-tabs.mjs` */
import { strict as assert } from 'node:assert'
import { launchChromium } from './browser/chromium.mjs'
import { serve } from './browser/server.mjs'

const server = await serve()
const browser = await launchChromium()

/** A tab with a pool of two workers that the others have, too. */
const openTab = async (context) => {
  const page = await context.newPage()
  await page.goto(`${server.origin}/pages/guest`)
  await page.waitForFunction(() => globalThis.openGuest !== undefined)
  await page.evaluate(() => {
    globalThis.guest = globalThis.openGuest('tabs', { limit: 2 })
  })
  return {
    page,
    call: (name, ...parameters) =>
      page.evaluate(
        ([name, parameters]) => globalThis.guest.module[name](...parameters),
        [name, parameters],
      ),
    /** Calls, and waits for nothing. */
    begin: (name, ...parameters) =>
      page.evaluate(
        ([name, parameters]) => {
          globalThis.guest.module[name](...parameters).catch(() => undefined)
        },
        [name, parameters],
      ),
  }
}

let lastGate = 0
/** Until a call has come to a gate. */
const reached = (gate) => fetch(`${server.origin}/watch/${gate}`)
const newGate = () => `tabs-${++lastGate}`

/** What a tab may do that has a call running which never ends, while another one has a stream. */
const ENDS = {
  closes: ({ page }) => page.close(),
  'goes elsewhere': ({ page }) => page.goto('about:blank'),
  reloads: ({ page }) => page.reload(),
  crashes: ({ page }) => page.goto('chrome://crash').catch(() => undefined),
}

const tests = {
  'two tabs have one set of workers': async (context) => {
    const [a, b] = [await openTab(context), await openTab(context)]
    assert.equal(await a.call('whoAmI'), await b.call('whoAmI'))
  },
  'a tab that comes later joins, after the first is gone as well': async (context) => {
    const [a, b] = [await openTab(context), await openTab(context)]
    const worker = await a.call('whoAmI')
    assert.equal(await b.call('whoAmI'), worker)
    await a.page.close()
    const c = await openTab(context)
    assert.equal(await c.call('whoAmI'), await b.call('whoAmI'))
  },
}
for (const [what, end] of Object.entries(ENDS)) {
  tests[`a tab that ${what} in the middle of a call leaves its workers to others`] = async (
    context,
  ) => {
    const [a, b] = [await openTab(context), await openTab(context)]
    await b.call('whoAmI')
    const gates = [newGate(), newGate()]
    for (const gate of gates) await a.begin('held', gate)
    await Promise.all(gates.map(reached))
    const waiting = b.call('echo', 'served')
    await end(a)
    assert.equal(await waiting, 'served')
  }
  tests[`a tab that ${what} while its calls hang does not keep others waiting`] = async (
    context,
  ) => {
    const [a, b] = [await openTab(context), await openTab(context)]
    await b.call('whoAmI')
    const gates = [newGate(), newGate()]
    for (const gate of gates) await a.begin('hang', gate)
    await Promise.all(gates.map(reached))
    const waiting = b.call('echo', 'served')
    await end(a)
    assert.equal(await waiting, 'served')
  }
}

const names = Object.keys(tests)
let passed = 0
try {
  for (const name of names) {
    const context = await browser.newContext()
    try {
      await tests[name](context)
      passed++
      console.log(`• ${name}`)
    } catch (error) {
      console.log(`✘ ${name}\n${error.stack}`)
    } finally {
      await context.close()
    }
  }
} finally {
  await browser.close()
  server.close()
}
console.log(`\n  Total:     ${names.length}\n  Passed:    ${passed}\n`)
process.exitCode = passed === names.length ? 0 : 1
