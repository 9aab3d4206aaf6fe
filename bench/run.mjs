/**
 * `npm run bench`: measures the pool, its rivals and the physical limit in Node and in Chromium, in turns, and writes
 * docs/performance.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { measureBrowser } from './browser/measure.mjs'
import { browserReport } from './browser/report.mjs'
import { NAMES } from './pool/adapters.mjs'
import { endJobsWithThis } from './pool/isolation.mjs'
import { measureNode } from './pool/measure.mjs'
import { PARTS } from './pool/workload.mjs'
import { profileReport } from './profile/report.mjs'
import { profileNode } from './profile/run.mjs'
import { nodeReport } from './report/node.mjs'
import { RESULTS } from './report/results.mjs'
import { writeReport } from './report/write.mjs'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    /** With one of these two, nothing is written. */
    only: { type: 'string' },
    parts: { type: 'string' },
    node: { type: 'boolean', default: false },
    browser: { type: 'boolean', default: false },
    /** Only the profiles of what is missed. */
    profile: { type: 'boolean', default: false },
    /** Measures nothing: the report of what was measured last. */
    report: { type: 'boolean', default: false },
    /** A sentence to put into the report. */
    note: { type: 'string' },
  },
})

const PART_NAMES = Object.keys(PARTS)
const isPartial = values.only !== undefined || values.parts !== undefined
const only = values.only?.split(',') ?? NAMES
const chosenParts = values.parts?.split(',') ?? PART_NAMES
const rounds = Number(values.rounds)
const isKnown =
  only.every((name) => NAMES.includes(name)) &&
  chosenParts.every((part) => PART_NAMES.includes(part))
if (!isKnown || !Number.isInteger(rounds) || rounds < 1) {
  console.error(
    `usage: npm run bench -- [--rounds N] [--only ${NAMES.join(',')}] [--parts ${PART_NAMES.join(',')}] [--node | --browser | --profile] [--report] [--note text]`,
  )
  process.exit(2)
}

const save = (file, results) => {
  if (isPartial) return
  mkdirSync(RESULTS, { recursive: true })
  writeFileSync(new URL(file, RESULTS), `${JSON.stringify(results, undefined, 1)}\n`)
}

if (!values.report) {
  endJobsWithThis()
  if (!values.browser && !values.profile) {
    const results = await measureNode({ only, parts: chosenParts, rounds, note: values.note })
    save('performance.json', results)
    console.log(nodeReport(results))
  }
  if (values.profile || (!values.browser && !isPartial)) {
    const results = await profileNode()
    save('profiles.json', results)
    console.log(profileReport(results.profiles))
  }
  if (!values.node && !values.profile && !isPartial) {
    try {
      const results = await measureBrowser({ rounds, note: values.note })
      save('browser.json', results)
      console.log(browserReport(results))
    } catch (error) {
      // What was measured in Node before is worth a report all the same.
      console.error('in Chromium, nothing could be measured:', error)
      process.exitCode = 1
    }
  }
}
if (!isPartial) await writeReport()
