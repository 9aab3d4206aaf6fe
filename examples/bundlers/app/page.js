/** Counts primes in workers, and shows what they find. They are this page's own, or with `?scope=origin` those of all its tabs. */
import { configure, invoke } from 'invoke/browser'

/** How a worker is made, by whose it is. Bundlers look for these very expressions. */
const WORKERS = {
  origin: ({ name }) =>
    new SharedWorker(new URL('./invoke.worker.js', import.meta.url), { type: 'module', name }),
  page: ({ name }) =>
    new Worker(new URL('./invoke.worker.js', import.meta.url), { type: 'module', name }),
}

const RANGE = 50_000
const RANGES = Array.from({ length: 8 }, (_, i) => [i * RANGE, (i + 1) * RANGE])

const show = (place, name, text) =>
  document
    .querySelector(place)
    .append(Object.assign(document.createElement(name), { textContent: text }))

const run = async () => {
  const scope = new URLSearchParams(location.search).get('scope') ?? 'page'
  configure({ scope, worker: WORKERS[scope] })
  /** @type {import('invoke/browser').Remote<typeof import('./primes.js')>} */
  const primes = invoke('./primes.js')

  let total = 0
  for await (const part of invoke.pool.map(RANGES, ([from, to]) => primes.count(from, to))) {
    total += part.found
    show('table', 'tr', `${part.found} from ${part.from} on, by worker ${part.worker}`)
    document.querySelector('table').lastChild.dataset.script = part.script
  }
  for await (const prime of primes.following(1_000_000)) {
    if (prime > 1_000_100) break
    show('ol', 'li', prime)
  }
  return `${total} primes below ${RANGES.length * RANGE}`
}

const end = (state, text) => {
  show('p', 'output', text)
  document.title = text
  document.documentElement.dataset.state = state
}

run().then(
  (text) => end('done', text),
  (error) => end('failed', String(error)),
)
