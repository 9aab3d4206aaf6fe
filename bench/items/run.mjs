/**
 * `npm run bench:items [-- count rounds]`: small items from a worker to its caller, one by one to look at,
 * against other ways in the same run. Medians of interleaved rounds; writes bench/results/items.md.
 */
import { writeFileSync } from 'node:fs'
import { describeMachine, foreignLoad, watchSteal } from '../pool/machine.mjs'
import { median } from '../pool/statistics.mjs'
import { subjects } from './subjects.mjs'
import { makeItem } from './workers/item.mjs'

const [count = 100_000, rounds = 5] = process.argv.slice(2).map(Number)

/** Behind the clock: whoever loses or swaps an item is not fast but wrong. */
const check = (name, items) => {
  if (items.length !== count) throw new Error(`${name}: ${items.length} items of ${count}`)
  items.forEach((item, i) => {
    if (item.i !== i || item.name !== makeItem(i).name) throw new Error(`${name}: item ${i}`)
  })
}

const loadBefore = await foreignLoad()
const stolen = watchSteal()
const times = new Map(Object.keys(subjects).map((name) => [name, []]))
for (let round = 1; round <= rounds; round++) {
  for (const [name, run] of Object.entries(subjects)) {
    const { milliseconds, items } = await run(count)
    check(name, items)
    times.get(name).push(milliseconds)
    console.log(`${round}/${rounds}  ${name.padEnd(30)} ${milliseconds.toFixed(0).padStart(7)} ms`)
  }
}

const base = median(times.get('invoke, generator'))
const rows = [...times].map(([name, values]) => {
  const middle = median(values)
  const spread = `${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}`
  const micros = ((middle * 1000) / count).toFixed(2)
  return `| ${name} | ${middle.toFixed(0)} | ${spread} | ${micros} | ${(middle / base).toFixed(1)} |`
})
const { date, node, system, processor, processors, versions } = describeMachine([
  'invoke',
  'threads',
  'comlink',
])
const percent = (share) => (share === undefined ? 'unknown' : `${Math.round(share * 100)} %`)
const text = `# ${count} small items from a worker

\`npm run bench:items\`. ${date.slice(0, 10)}, Node ${node}, ${system}, ${processors} × ${processor};
others used ${percent(loadBefore)} of it before, the host took ${percent(stolen())} away meanwhile.
${Object.entries(versions)
  .map(([name, version]) => `${name} ${version}`)
  .join(', ')}. Medians of ${rounds} interleaved rounds; workers are started before the clock.

| way | ms | least–most | µs an item | times invoke |
| --- | ---: | ---: | ---: | ---: |
${rows.join('\n')}

invoke is a child process, as is \`process.send\`; threads.js and comlink run in threads. Of all of them only
invoke and the awaited ways hold a producer back. JSON turns a \`Date\`, a \`Map\` or \`undefined\` into something else.
`
writeFileSync(new URL('../results/items.md', import.meta.url), text)
console.log(text)
