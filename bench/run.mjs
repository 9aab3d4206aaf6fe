/** `npm run bench`: measures the pool, its peers and the physical limit, in turns. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ADAPTERS } from './pool/adapters.mjs'
import { endJobsWithThis } from './pool/isolation.mjs'
import { describeMachine, foreignLoad, watchSteal } from './pool/machine.mjs'
import { report } from './pool/report.mjs'
import { canPin, runPart } from './pool/session.mjs'

const RESULTS = new URL('results/', import.meta.url)

/** A start is short and varies: one per round would say little. */
const PARTS = ['free', 'pinned', 'idle', 'cold', 'cold', 'cold']

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    /** A sentence to put into the report. */
    note: { type: 'string' },
  },
})

const chosen = values.only?.split(',') ?? ADAPTERS
const unknown = chosen.filter((name) => !ADAPTERS.includes(name))
const roundCount = Number(values.rounds)
if (unknown.length > 0 || !Number.isInteger(roundCount) || roundCount < 1) {
  console.error(`usage: npm run bench -- [--rounds N] [--only ${ADAPTERS.join(',')}] [--note text]`)
  process.exit(2)
}

endJobsWithThis()

const adapters = ADAPTERS.filter((name) => chosen.includes(name))
const parts = PARTS.filter((part) => canPin || part !== 'pinned')
const machine = describeMachine(ADAPTERS.filter((adapter) => adapter !== 'limit'))
const steal = watchSteal()
const rounds = []
for (let i = 0; i < roundCount; i++) {
  const foreign = {}
  const outcomes = {}
  const first = i % adapters.length
  for (const adapter of [...adapters.slice(first), ...adapters.slice(0, first)]) {
    console.error(`round ${i + 1} of ${roundCount}: ${adapter}`)
    foreign[adapter] = await foreignLoad()
    outcomes[adapter] = []
    for (const part of parts) outcomes[adapter].push(...(await runPart(adapter, part)))
  }
  rounds.push({ foreign, outcomes })
}

const results = {
  machine: { ...machine, stolen: steal() },
  adapters,
  pinned: canPin,
  note: values.note,
  rounds,
}
const { text, short } = report(results)
mkdirSync(RESULTS, { recursive: true })
writeFileSync(new URL('pool.md', RESULTS), text)
writeFileSync(new URL('pool.json', RESULTS), `${JSON.stringify(results, undefined, 1)}\n`)
console.log(short)
