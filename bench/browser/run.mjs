/** `npm run bench:browser`: one half of `npm run bench`, or a part of it, to the terminal only. */
import { parseArgs } from 'node:util'
import { ADAPTERS } from './adapters.mjs'
import { measureBrowser } from './measure.mjs'
import { MEASURES } from './measures.mjs'
import { browserReport } from './report.mjs'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '1' },
    only: { type: 'string' },
    measures: { type: 'string' },
  },
})

const names = Object.keys(ADAPTERS)
const only = names.filter((name) => values.only?.split(',').includes(name) ?? true)
const keys = MEASURES.map(({ key }) => key)
const measures = values.measures?.split(',')
const rounds = Number(values.rounds)
if (only.length === 0 || !Number.isInteger(rounds) || rounds < 1) {
  console.error(
    `usage: npm run bench:browser -- [--rounds N] [--only ${names.join(',')}] [--measures ${keys.join(',')}]`,
  )
  process.exit(2)
}

console.log(browserReport(await measureBrowser({ only, measures, rounds })))
