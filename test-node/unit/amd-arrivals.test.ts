/** Scripts that arrive in any order, in a host that has nothing but globals to give them. */
import { runInThisContext } from 'node:vm'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { withGlobals } from '../../src/loaders/amd/globals.js'
import { Locations } from '../../src/loaders/amd/locations.js'
import { AmdRegistry } from '../../src/loaders/amd/registry.js'
import type { RunScript } from '../../src/loaders/amd/scope.js'
import { suite } from '../suite.js'

const test = suite('amd arrivals')

const BASE = 'https://example.org/scripts/'
const log = globalThis as { amdLog?: string[] }

/** Scripts that are being fetched; each arrives when it is told to. */
class Host {
  private readonly texts: ReadonlyMap<string, string>
  private readonly pending: (() => void)[] = []
  readonly fetched: string[] = []

  constructor(texts: ReadonlyMap<string, string>) {
    this.texts = texts
  }

  readonly run: RunScript = async (url, scope) => {
    this.fetched.push(url)
    await new Promise<void>((resolve) => {
      this.pending.push(resolve)
    })
    const text = this.texts.get(url.slice(BASE.length))
    if (text === undefined) throw new Error('not found')
    withGlobals(scope, () => {
      runInThisContext(text, url)
    })
    // Others may run before the loader looks at what this one has defined.
    await Promise.resolve()
  }

  /** Lets scripts arrive until a load has settled. */
  async serve<T>(loading: Promise<T>, choices: Iterable<number>): Promise<T> {
    let settled = false
    const done = () => {
      settled = true
    }
    loading.then(done, done)
    const choice = choices[Symbol.iterator]()
    for (;;) {
      await new Promise(setImmediate)
      if (settled) return loading
      const count = this.pending.length
      assert.is.not(count, 0, 'nothing is on its way, and the load has not settled')
      const next: number = choice.next().value ?? 0
      // Sometimes several in the same moment.
      for (const arrive of this.pending.splice(next % count, 1 + (next % 3))) arrive()
    }
  }
}

/** The text of a module that says when it runs, and what it sees of its dependencies. */
const textOf = (id: number, needs: readonly number[]) =>
  `define(['exports', ${needs.map((need) => `'./m${need}'`).join(', ')}], (exports, ...needs) => {
    amdLog.push('m${id}')
    exports.id = ${id}
    exports.needs = needs
  })`

interface Loaded {
  readonly id: number
  readonly needs: readonly Loaded[]
}

const graph = fc.integer({ min: 1, max: 8 }).chain((size) =>
  fc.array(fc.uniqueArray(fc.integer({ min: 0, max: size - 1 }), { maxLength: 4 }), {
    minLength: size,
    maxLength: size,
  }),
)
const choices = fc.array(fc.nat(7), { maxLength: 30 })

const reachable = (graph: readonly (readonly number[])[], from: number): Set<number> => {
  const found = new Set([from])
  for (const id of found) for (const need of graph[id] ?? []) found.add(need)
  return found
}

test('each module is its own script, runs once, and gets what it needs', async () => {
  await fc.assert(
    fc.asyncProperty(graph, choices, fc.nat(7), async (graph, choices, other) => {
      const ran: string[] = (log.amdLog = [])
      const host = new Host(new Map(graph.map((needs, id) => [`m${id}.js`, textOf(id, needs)])))
      const registry = new AmdRegistry(host.run, new Locations(BASE, new Map()))
      const ids = [0, other % graph.length]
      const loading = Promise.all(ids.map((id) => registry.loadModule(`m${id}`)))
      const loaded = await host.serve(loading, choices)
      const seen = new Set<Loaded>()
      const visit = (module: Loaded) => {
        if (seen.has(module)) return
        seen.add(module)
        assert.equal(
          module.needs.map(({ id }) => id),
          graph[module.id],
        )
        module.needs.forEach(visit)
      }
      loaded.forEach(({ namespace }, i) => {
        const module = namespace['default'] as Loaded
        assert.is(module.id, ids[i])
        visit(module)
      })
      const expected = new Set(ids.flatMap((id) => [...reachable(graph, id)]))
      assert.is(seen.size, expected.size)
      assert.equal(new Set(ran), new Set([...expected].map((id) => `m${id}`)))
      assert.is(ran.length, expected.size)
      assert.is(host.fetched.length, expected.size)
    }),
  )
  delete log.amdLog
})

test('what is needed runs first, unless it stands in a circle', async () => {
  await fc.assert(
    fc.asyncProperty(graph, choices, async (all, choices) => {
      // Needs point upwards only, so there is no circle.
      const graph = all.map((needs, id) => needs.filter((need) => need > id))
      const ran: string[] = (log.amdLog = [])
      const host = new Host(new Map(graph.map((needs, id) => [`m${id}.js`, textOf(id, needs)])))
      const registry = new AmdRegistry(host.run, new Locations(BASE, new Map()))
      await host.serve(registry.loadModule('m0'), choices)
      graph.forEach((needs, id) => {
        if (!ran.includes(`m${id}`)) return
        for (const need of needs) assert.ok(ran.indexOf(`m${need}`) < ran.indexOf(`m${id}`))
      })
    }),
  )
  delete log.amdLog
})

test('when scripts are missing the load fails, and succeeds when they are there', async () => {
  await fc.assert(
    fc.asyncProperty(graph, choices, fc.nat(7), async (graph, choices, missing) => {
      const lost = missing % graph.length
      const texts = new Map(graph.map((needs, id) => [`m${id}.js`, textOf(id, needs)]))
      const text = texts.get(`m${lost}.js`) ?? ''
      texts.delete(`m${lost}.js`)
      const ran: string[] = (log.amdLog = [])
      const host = new Host(texts)
      const registry = new AmdRegistry(host.run, new Locations(BASE, new Map()))
      const needed = reachable(graph, 0)
      const [first] = await Promise.allSettled([host.serve(registry.loadModule('m0'), choices)])
      assert.is(first.status, needed.has(lost) ? 'rejected' : 'fulfilled')
      if (first.status === 'rejected') {
        assert.match(
          String(first.reason),
          `cannot load the module "m${lost}" from ${BASE}m${lost}.js`,
        )
        assert.equal(ran, [])
      }
      texts.set(`m${lost}.js`, text)
      await host.serve(registry.loadModule('m0'), choices)
      assert.is(ran.length, needed.size)
    }),
  )
  delete log.amdLog
})

test('a script is not missed when another one has defined its module meanwhile', async () => {
  const bundle = 'define("part", { bundled: true }); define("bundle", {})'
  const main = 'define(["bundle", "part"], (bundle, part) => part)'
  const host = new Host(
    new Map([
      ['bundle.js', bundle],
      ['main.js', main],
    ]),
  )
  const registry = new AmdRegistry(host.run, new Locations(BASE, new Map()))
  const loaded = await host.serve(registry.loadModule('main'), [])
  assert.equal(loaded, { namespace: { default: { bundled: true } } })
  assert.equal(host.fetched, [`${BASE}main.js`, `${BASE}bundle.js`, `${BASE}part.js`])
})

test('what a script defines behind its call of require is not fetched', async () => {
  const text = 'require(["part"], (part) => amdLog.push(part)); define("part", () => "defined")'
  const host = new Host(new Map([['main.js', text]]))
  const registry = new AmdRegistry(host.run, new Locations(BASE, new Map()))
  const ran: string[] = (log.amdLog = [])
  await host.serve(registry.loadModule('main'), [])
  await new Promise(setImmediate)
  assert.equal(ran, ['defined'])
  assert.equal(host.fetched, [`${BASE}main.js`])
  delete log.amdLog
})

test('a script that throws takes nothing of another one along', async () => {
  const host = new Host(
    new Map([
      ['a.js', 'define({ a: true }); throw new Error("late")'],
      ['b.js', 'define({ b: true })'],
    ]),
  )
  const registry = new AmdRegistry(host.run, new Locations(BASE, new Map()))
  const loading = Promise.allSettled([registry.loadModule('a'), registry.loadModule('b')])
  const [a, b] = await host.serve(loading, [])
  assert.is(a.status, 'rejected')
  assert.equal(b, { status: 'fulfilled', value: { namespace: { default: { b: true } } } })
})

test.run()
