import type { Ability } from '../test-node/contract/ability.js'

/** What no browser can do, of what tests are about. */
const EVERYWHERE: readonly Ability[] = [
  'streams of Node',
  'absolute specifiers',
  'reasons of import()',
  'async context',
]

/** What one engine cannot do. docs/browser.md tells of which version. */
const ENGINES: Readonly<Record<string, readonly Ability[]>> = {
  chromium: [],
  firefox: ['large BigInts', 'native observables'],
  webkit: ['large BigInts', 'native observables', 'shared memory', 'streams that move'],
}

/** In which one this is, whoever opens the page says. */
const engine = new URLSearchParams(location.search).get('engine') ?? 'chromium'

const own = ENGINES[engine]
if (own === undefined) throw new Error(`nobody knows what ${engine} lacks`)

export const lacks: readonly Ability[] = [...EVERYWHERE, ...own]
