/** `npm run bench:browser`: measures the pool in a page, its peers and bare messages, in turns. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { launchChromium } from '../../scripts/browser/chromium.mjs'
import { describeMachine, foreignLoad, watchSteal } from '../pool/machine.mjs'
import { ADAPTERS } from './adapters.mjs'
import { bundle } from './bundles.mjs'
import { MEASURES } from './measures.mjs'
import { report } from './report.mjs'
import { serve } from './server.mjs'
import { runPart } from './session.mjs'

const RESULTS = new URL('../results/', import.meta.url)

/** A start is short and varies: one per round would say little. */
const COLD_STARTS = 3

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    /** One round, of which nothing is written. */
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    measures: { type: 'string' },
    /** A sentence to put into the report. */
    note: { type: 'string' },
  },
})

const names = Object.keys(ADAPTERS)
const adapters = names.filter((name) => values.only?.split(',').includes(name) ?? true)
const keys = MEASURES.map(({ key }) => key)
const measures = values.measures?.split(',')
const roundCount = Number(values.rounds ?? (values.quick ? 1 : 5))
if (adapters.length === 0 || !Number.isInteger(roundCount) || roundCount < 1) {
  console.error(
    `usage: npm run bench:browser -- [--quick] [--rounds N] [--only ${names.join(',')}] [--measures ${keys.join(',')}] [--note text]`,
  )
  process.exit(2)
}

/** The scripts of pages and workers, by their paths. */
const entries = ['adapters', 'workers', 'page'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, import.meta.url)).map(
    (file) => `${folder}/${file.replace(/\.mjs$/, '')}`,
  ),
)

const inPage = async (browser, origin, adapter) => {
  const outcomes = await runPart(browser, origin, adapter, 'warm', measures)
  if (measures?.includes('cold') ?? true) {
    for (let i = 0; i < COLD_STARTS; i++) {
      outcomes.push(...(await runPart(browser, origin, adapter, 'cold')))
    }
  }
  return outcomes
}

const server = await serve(await bundle(entries, false))
const browser = await launchChromium()
try {
  const packages = adapters.map((name) => ADAPTERS[name].package).filter(Boolean)
  const machine = describeMachine(['invoke', ...new Set(packages)])
  const steal = watchSteal()
  const rounds = []
  for (let i = 0; i < roundCount; i++) {
    const foreign = {}
    const outcomes = {}
    const first = i % adapters.length
    for (const adapter of [...adapters.slice(first), ...adapters.slice(0, first)]) {
      console.error(`round ${i + 1} of ${roundCount}: ${adapter}`)
      foreign[adapter] = await foreignLoad()
      outcomes[adapter] = await inPage(browser, server.origin, adapter)
    }
    rounds.push({ foreign, outcomes })
  }
  const { text, short } = report({
    machine: { ...machine, stolen: steal() },
    browser: `Chromium ${browser.version()}`,
    adapters,
    rounds,
    note: values.note,
  })
  // A part of it would replace the whole.
  if (!values.quick && adapters.length === names.length && measures === undefined) {
    mkdirSync(RESULTS, { recursive: true })
    writeFileSync(new URL('browser.md', RESULTS), text)
  }
  console.log(short)
} finally {
  await browser.close()
  server.close()
}
