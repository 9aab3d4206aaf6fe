/**
 * `npm run bench:memory`: a worker that makes buffers as fast as it can, and a caller that looks at each
 * for a while. How far ahead does the worker get, and what does that take?
 */
import { writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { Pool } from '../../dist/index.js'
import { describeMachine } from '../pool/machine.mjs'

const SIZE = 100_000
const LOOKED_AT = 60
const PAUSE = 10

const mega = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`

const rows = []
for (const windowBytes of [0, 1 << 20, 16 << 20]) {
  const pool = new Pool({ limit: 1 })
  const module = pool.invoke(new URL('./workers/generator.mjs', import.meta.url))
  await module.rest(1)
  const before = { caller: process.memoryUsage.rss(), worker: await module.rss() }
  let seen = 0
  let ahead = 0
  let peak = 0
  for await (const item of module({ windowBytes }).buffers(1e9, SIZE)) {
    if (item.length !== SIZE) throw new Error('a buffer of another size')
    await setTimeout(PAUSE)
    if (++seen % 10 === 0) ahead = Math.max(ahead, (await module.madeCount()) - seen)
    peak = Math.max(peak, process.memoryUsage.rss())
    if (seen === LOOKED_AT) break
  }
  const worker = await module.rss()
  rows.push(
    `- window ${mega(windowBytes)}: at most ${ahead} items ahead ` +
      `(${mega(ahead * SIZE)}); memory of the caller +${mega(peak - before.caller)}, ` +
      `of the worker +${mega(worker - before.worker)}`,
  )
  console.log(rows.at(-1))
  await pool.kill()
}
const { date, node, system } = describeMachine(['invoke'])
const text = `# A fast producer and a slow consumer

\`npm run bench:memory\`. ${date.slice(0, 10)}, Node ${node}, ${system}. Buffers of ${SIZE} bytes, looked at for ${PAUSE} ms each.

${rows.join('\n')}
`
writeFileSync(new URL('../results/memory.md', import.meta.url), text)
