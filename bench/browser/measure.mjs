/** Measures in pages of Chromium: everybody in each round, in turns. */
import { readdirSync } from 'node:fs'
import { launchChromium } from '../../scripts/browser/chromium.mjs'
import { describeMachine, foreignLoad, watchSteal } from '../pool/machine.mjs'
import { inTurn } from '../pool/measure.mjs'
import { ADAPTERS } from './adapters.mjs'
import { bundle } from './bundles.mjs'
import { HEAP_OPTIONS } from './heap.mjs'
import { PARTS } from './page/parts.mjs'
import { serve } from './server.mjs'
import { runPart } from './session.mjs'

/** The scripts of pages and workers, by their paths. */
const entries = ['adapters', 'workers', 'page'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, import.meta.url)).map(
    (file) => `${folder}/${file.replace(/\.mjs$/, '')}`,
  ),
)

/** The parts that are wanted of an adapter. @param measures of them, or all */
const partsOf = (adapter, measures) =>
  Object.entries(PARTS).filter(
    ([part, { measures: told }]) =>
      (ADAPTERS[adapter].parts?.includes(part) ?? true) &&
      told.some((measure) => measures?.includes(measure) ?? true),
  )

/** A page that hangs or crashes is a failure of its part, not the end of all. */
const outcomesOf = async (browser, origin, adapter, part, measures, round) => {
  try {
    return await runPart(browser, origin, adapter, part, measures, round)
  } catch (error) {
    return [{ measures: PARTS[part].measures, failed: String(error.message).split('\n')[0] }]
  }
}

/** Each part in a page of its own. */
const inPages = async (browser, origin, adapter, parts, measures, round) => {
  const outcomes = []
  for (const [part, { times = 1 }] of parts) {
    for (let i = 0; i < times; i++) {
      outcomes.push(...(await outcomesOf(browser, origin, adapter, part, measures, round)))
    }
  }
  return outcomes
}

/** What shows the heap of JavaScript changes what else is measured: so a browser of its own does. */
const inHeapBrowser = async (...args) => {
  const browser = await launchChromium([`--js-flags=${HEAP_OPTIONS.join(' ')}`])
  try {
    return await inPages(browser, ...args)
  } finally {
    await browser.close()
  }
}

const inBrowsers = async (browser, origin, adapter, measures, round) => {
  const parts = partsOf(adapter, measures)
  const plain = parts.filter(([, { showsHeap }]) => !showsHeap)
  const showing = parts.filter(([, { showsHeap }]) => showsHeap)
  const outcomes = await inPages(browser, origin, adapter, plain, measures, round)
  // Bytes are nearly the same in each round.
  if (showing.length === 0 || round > 1) return outcomes
  return [...outcomes, ...(await inHeapBrowser(origin, adapter, showing, measures, round))]
}

/**
 * @param only the adapters that are wanted
 * @param measures and what of them, or all
 */
export const measureBrowser = async ({
  only = Object.keys(ADAPTERS),
  measures,
  rounds: count,
  note,
}) => {
  const server = await serve(await bundle(entries, false))
  const browser = await launchChromium()
  try {
    const packages = only.map((name) => ADAPTERS[name].package).filter(Boolean)
    const machine = describeMachine(['invoke', ...new Set(packages)])
    const steal = watchSteal()
    const rounds = []
    for (let round = 1; round <= count; round++) {
      const foreign = {}
      const outcomes = {}
      for (const adapter of inTurn(only, round)) {
        console.error(`round ${round} of ${count}: ${adapter} in a page`)
        foreign[adapter] = await foreignLoad()
        outcomes[adapter] = await inBrowsers(browser, server.origin, adapter, measures, round)
      }
      rounds.push({ foreign, outcomes })
    }
    return {
      machine: { ...machine, stolen: steal() },
      browser: `Chromium ${browser.version()}`,
      adapters: only,
      rounds,
      note,
    }
  } finally {
    await browser.close()
    server.close()
  }
}
