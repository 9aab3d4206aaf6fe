import * as assert from 'uvu/assert'
import { readFileSync } from 'node:fs'
import { reliabilityText } from '../../scripts/reliability.mjs'
import { suite } from '../suite.js'
import { perform } from './ending.js'
import { deeds, misfortunes } from './endings.js'

const test = suite('reliability', 60_000)

const page = readFileSync(new URL('../../docs/reliability.md', import.meta.url), 'utf8')

/** Text without what the formatter of the page decides. */
const bare = (text: string): string => text.replace(/-{3,}/g, '---').replace(/\s+/g, ' ')

/** What the page says, by the names of the rows. */
const rows = new Map(
  page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => {
      const [name, ...cells] = line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim())
      return [name, cells] as const
    }),
)
const endings = [...deeds, ...misfortunes]

test('docs/reliability.md has a row for each ending: `npm run docs` writes it', () => {
  assert.is(new Set(endings.map(({ name }) => name)).size, endings.length)
  assert.is(bare(page), bare(reliabilityText((name: string) => rows.get(name) ?? ['no row'])))
})

for (const ending of endings) {
  const { name, only } = ending
  test(name, async () => {
    const isHere = only?.isHere !== false
    assert.equal(rows.get(name), isHere ? await perform(ending) : only.cells)
  })
}

test.run()
