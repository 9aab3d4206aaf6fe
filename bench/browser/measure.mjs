/** Measures in pages of Chromium: everybody in each round, in turns. */
import { readdirSync } from 'node:fs'
import { launchChromium } from '../../scripts/browser/chromium.mjs'
import { describeMachine, foreignLoad, watchSteal } from '../pool/machine.mjs'
import { inTurn } from '../pool/measure.mjs'
import { ADAPTERS } from './adapters.mjs'
import { bundle } from './bundles.mjs'
import { serve } from './server.mjs'
import { runPart } from './session.mjs'

/** A start is short and varies: one per round would say little. */
const COLD_STARTS = 3

/** The scripts of pages and workers, by their paths. */
const entries = ['adapters', 'workers', 'page'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, import.meta.url)).map(
    (file) => `${folder}/${file.replace(/\.mjs$/, '')}`,
  ),
)

const inPage = async (browser, origin, adapter, measures) => {
  const outcomes = await runPart(browser, origin, adapter, 'warm', measures)
  if (measures?.includes('cold') ?? true) {
    for (let i = 0; i < COLD_STARTS; i++) {
      outcomes.push(...(await runPart(browser, origin, adapter, 'cold')))
    }
  }
  return outcomes
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
        outcomes[adapter] = await inPage(browser, server.origin, adapter, measures)
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
