/**
 * Runs with one seed after the other until the time is over: `npm run chaos -- [--seed N] [--calls N]
 * [--minutes N]`. With a seed, that one alone, unless there are minutes, too.
 */
import { parseArgs } from 'node:util'
import type { ChaosOptions } from './chaos.js'
import { FORBIDDEN, HARMLESS, noCounts, violations, type Counts } from './counts.js'
import { runTrial } from './trial.js'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    calls: { type: 'string', default: '2000' },
    minutes: { type: 'string' },
  },
})

const calls = Number(values.calls)
const first = Number(values.seed ?? 1)
const isSingle = values.seed !== undefined && values.minutes === undefined
const minutes = isSingle ? 0 : Number(values.minutes ?? 10)
const end = performance.now() + minutes * 60_000

const names = [...(Object.keys(FORBIDDEN) as (keyof typeof FORBIDDEN)[]), ...HARMLESS]

const optionsOf = (seed: number): ChaosOptions => ({
  seed,
  calls,
  limit: 2 + (seed % 2),
  concurrency: (seed >> 1) % 2 === 0 ? 1 : 4,
})

const add = (total: Counts, counts: Counts): void => {
  for (const name of names) total[name] += counts[name]
}

const lineOf = ({ seed, limit, concurrency }: ChaosOptions, counts: Counts, seconds: number) => {
  const { resolved, rejected, died } = counts
  const mark = violations(counts).length === 0 ? '✔' : '✘'
  const setting = `${limit} workers, ${concurrency} calls in each`
  const outcome = `${counts.calls} calls, ${resolved} resolved, ${rejected} rejected, ${died} deaths`
  return `${mark} seed ${seed}: ${setting}: ${outcome}, ${seconds.toFixed(1)} s`
}

const total = noCounts()
const failed: number[] = []
let seed = first
do {
  const options = optionsOf(seed)
  const began = performance.now()
  const counts = await runTrial(options)
  add(total, counts)
  console.log(lineOf(options, counts, (performance.now() - began) / 1000))
  if (violations(counts).length > 0) {
    failed.push(seed)
    console.log([...violations(counts), ...counts.faults].map((text) => `  ${text}`).join('\n'))
  }
  seed++
} while (performance.now() < end)

console.log()
for (const name of names) console.log(`${name.padEnd(12)} ${String(total[name]).padStart(8)}`)
if (failed.length > 0) {
  process.exitCode = 1
  const again = failed.map((each) => `npm run chaos -- --seed ${each} --calls ${calls}`)
  console.log(`\nWhat must not happen did. To repeat it:\n${again.join('\n')}`)
}
