import { setTimeout as pause } from 'node:timers/promises'

/** How long the tests of a page may take to be there, in milliseconds. */
const LOADING = 30_000

/** How often it is looked whether they are done, in milliseconds: drivers give up on a script that takes long. */
const LOOK = 200

const untilThere = async (page) => {
  const last = performance.now() + LOADING
  while (!(await page.evaluate('globalThis.runTests !== undefined'))) {
    if (performance.now() > last) throw new Error(`there are no tests after ${LOADING} ms`)
    await pause(LOOK)
  }
}

const untilDone = async (page) => {
  for (;;) {
    const counts = await page.evaluate('globalThis.counts')
    if (counts !== undefined) return counts
    await pause(LOOK)
  }
}

/**
 * Runs the tests of one page; `faults` is what goes wrong beside the tests.
 * @param {string} url
 */
export const runPage = async (engine, url) => {
  const page = await engine.open()
  const faultsOf = async () => (await page.evaluate('globalThis.faults')) ?? []
  try {
    await page.goto(url)
    await untilThere(page)
    await page.evaluate('globalThis.runTests()')
    const counts = await untilDone(page)
    return { ...counts, faults: await faultsOf(), log: page.log }
  } catch (error) {
    const nothing = { passed: 0, skipped: [], total: 1, errors: '' }
    const faults = [String(error), ...(await faultsOf().catch(() => []))]
    return { ...nothing, faults, log: page.log }
  } finally {
    await page.close()
  }
}
