/**
 * `npm run bench:stream`: a graph of 100 MB from a child process to its parent, whole. How long it takes,
 * and how long at most the parent's event loop stands still meanwhile.
 */
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { median } from '../pool/statistics.mjs'

const CONTENDERS = ['invoke', 'serialize', 'send']

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    records: { type: 'string', default: '400000' },
    only: { type: 'string' },
  },
})
const contenders = CONTENDERS.filter((name) => values.only?.split(',').includes(name) ?? true)

const runs = Object.fromEntries(contenders.map((name) => [name, []]))
for (let round = 0; round < Number(values.rounds); round++) {
  for (let i = 0; i < contenders.length; i++) {
    const name = contenders[(i + round) % contenders.length]
    const output = execFileSync(
      process.execPath,
      [new URL('stream/parent.mjs', import.meta.url).pathname, name, values.records, '2'],
      { encoding: 'utf8' },
    )
    // The first one of each process warms up.
    runs[name].push(JSON.parse(output).at(-1))
  }
}

const middle = (name, key) => median(runs[name].map((run) => run[key]))
for (const name of contenders) {
  console.log(
    `${name.padEnd(10)} wall ${middle(name, 'wall').toFixed(0)} ms, ` +
      `longest block ${middle(name, 'longest').toFixed(0)} ms ` +
      `(${runs[name].map((run) => run.longest.toFixed(0)).join(', ')}), ` +
      `RSS ${middle(name, 'rss').toFixed(0)} MB`,
  )
}
if (runs.invoke !== undefined) {
  for (const name of contenders.slice(1)) {
    const ratio = middle('invoke', 'wall') / middle(name, 'wall')
    console.log(`invoke takes ${ratio.toFixed(2)} times the time of ${name}`)
  }
}
