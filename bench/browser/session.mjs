/** Runs one part of one adapter in a page of its own, which shares nothing with the others. */
import { ownMemoryBelow, timeBelow } from '../pool/process.mjs'
import { within } from '../pool/within.mjs'

/** How long a page may take for all that it measures. */
const PATIENCE = 180_000

/** @returns what each workload told: `{ measures, values }` or `{ measures, failed }` */
export const runPart = async (browser, origin, adapter, part, only, round) => {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.exposeFunction('processorTime', timeBelow)
    await page.exposeFunction('browserMemory', ownMemoryBelow)
    await page.goto(origin)
    await page.waitForFunction(() => globalThis.measure !== undefined)
    const args = [adapter, part, only, round]
    const measured = page.evaluate((told) => globalThis.measure(...told), args)
    return await within(PATIENCE, measured)
  } finally {
    await context.close()
  }
}
