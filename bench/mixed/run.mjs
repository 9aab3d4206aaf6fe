/** `npm run bench:mixed`: short calls among long ones, in the pool and its peers, and what is possible. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { packagesOf } from '../pool/adapters.mjs'
import { endJobsWithThis } from '../pool/isolation.mjs'
import { describeMachine, foreignLoad, watchSteal } from '../pool/machine.mjs'
import { inTurn } from '../pool/measure.mjs'
import { runPart } from '../pool/session.mjs'
import { LIMITS } from './limit.mjs'
import { WORKERS } from './part.mjs'
import { PARTS } from './parts.mjs'
import { report } from './report.mjs'

const RESULTS = new URL('../results/', import.meta.url)

/** Who is measured; `npm run bench` does all. */
const NAMES = ['invoke', 'piscina', 'tinypool-thread', 'tinypool']

/** What others may use of the machine, from 0 to 1, and how many milliseconds to wait for that before each job. */
const CALM = 0.2
const PATIENCE = 2500

/** Gives how much they use when it goes on, which may be more. */
const calm = async () => {
  const end = performance.now() + PATIENCE
  for (;;) {
    const load = await foreignLoad()
    if (load <= CALM || performance.now() > end) return load
  }
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    /** A sentence to put into the report. */
    note: { type: 'string' },
  },
})

const roundCount = Number(values.rounds)
if (!Number.isInteger(roundCount) || roundCount < 1) {
  console.error('usage: npm run bench:mixed -- [--rounds N] [--note text]')
  process.exit(2)
}

endJobsWithThis()

const machine = describeMachine(packagesOf(NAMES))
const steal = watchSteal()
const rounds = []
for (let round = 1; round <= roundCount; round++) {
  const foreign = {}
  const outcomes = {}
  for (const name of inTurn(NAMES, round)) {
    console.error(`round ${round} of ${roundCount}: ${name}`)
    foreign[name] = await calm()
    outcomes[name] = await runPart(name, 'mixed', round)
  }
  for (const [name, compute] of Object.entries(LIMITS)) {
    outcomes[name] = PARTS.map((part) => compute(part, part.calls(round), WORKERS))
  }
  rounds.push({ foreign, outcomes })
}

const results = {
  machine: { ...machine, stolen: steal() },
  subjects: [...NAMES, ...Object.keys(LIMITS)],
  note: values.note,
  rounds,
}
const { text, plot, short } = report(results)
mkdirSync(RESULTS, { recursive: true })
writeFileSync(new URL('mixed.md', RESULTS), text)
writeFileSync(new URL('mixed.svg', RESULTS), plot)
// The curves are in the plot.
const brief = (key, value) => (key === 'curve' ? undefined : value)
writeFileSync(new URL('mixed.json', RESULTS), `${JSON.stringify(results, brief, 1)}\n`)
console.log(short)
