/**
 * `invoke/worker`: the entry of a worker in a browser imports it first, and says which modules pages may call. It listens
 * from the moment that it is imported.
 */
import { Lifecycle } from './core/runner/lifecycle.js'
import { presentWorker } from './core/runner/presence.js'
import { Runner } from './core/runner/runner.js'
import { loadModule, permitModule } from './loaders/browser/load.js'
import { Table, type Exposed } from './loaders/browser/table.js'
import { Charges } from './transports/browser/charges.js'
import { travelOf } from './transports/browser/native.js'
import { PageLink, type DedicatedScope } from './transports/browser/page-link.js'

export type { Exposed }

const scope = globalThis as unknown as DedicatedScope

const charges = new Charges()
const lifecycle = new Lifecycle((error) => console.error(error))
const table = new Table()
let runner: Runner | undefined
let begun = false

// Behind an `await`, a call is known when it is the only one.
presentWorker(() => (charges.current ?? runner?.lone)?.face, lifecycle)

const link = new PageLink(scope, () => runner?.exiting(charges.current))

/** An error that nobody caught ends the worker, as it would end a process. */
const fatal = (error: unknown): void => {
  const charge = charges.current
  if (runner === undefined) return link.fail(error)
  // Nobody awaits a call that has been answered: the console is the only place left.
  if (!runner.concerns(charge)) console.error(error)
  runner.lastWords(charge, error)
  link.exit()
}

addEventListener('error', (event) => {
  event.preventDefault()
  fatal(event.error ?? new Error(event.message))
})
addEventListener('unhandledrejection', (event) => {
  event.preventDefault()
  fatal(event.reason)
})

/** Tells the page that calls may come. */
const begin = (): void => {
  begun = true
  link.start((connection) => {
    runner = new Runner(connection, {
      load: (specifier, loader, allow) => loadModule(table, specifier, loader, allow),
      permit: permitModule,
      lifecycle,
      enter: (charge, work) => charges.run(charge, work),
      attach: travelOf,
      abandoned: (reason) => {
        if (reason.kind === 'failed') console.error(reason.error)
        link.exit()
      },
    })
    return runner.receiver
  })
}

/**
 * Says which modules may be called, by the names that pages use for them:
 * `expose({ './heavy.js': () => import('./heavy.js') })`. The worker takes calls from the first time on; later ones add
 * modules.
 * @throws TypeError for what is no module and no function
 */
export const expose = (modules: Readonly<Record<string, Exposed>>): void => {
  table.add(modules)
  if (!begun) begin()
}
