/** The entry of a child process: joins the link to the parent, the runner and the loader. */
import { AsyncLocalStorage } from 'node:async_hooks'
import module from 'node:module'
import type { Charge } from './core/runner/context.js'
import { Lifecycle } from './core/runner/lifecycle.js'
import { presentWorker } from './core/runner/presence.js'
import { Runner } from './core/runner/runner.js'
import { loadModule, permitModule } from './loaders/node/load.js'
import { snapshot } from './transports/node/async-context.js'
import { beforeDeparture } from './transports/node/departure.js'
import { travelOf } from './transports/node/native.js'
import { linkToParent } from './transports/node/parent-link.js'

// Node 22 and later keep compiled code on disk: a third of the start of a large module.
;(module as { enableCompileCache?(): unknown }).enableCompileCache?.()

/** What the code at hand is charged to. */
const charges = new AsyncLocalStorage<Charge>()
const exit = process.exit.bind(process)
const { rss } = process.memoryUsage
const eventLoopUtilization = performance.eventLoopUtilization.bind(performance)

/** Without the channel to the parent, which a task may close, nothing can be handed on. */
const whenCutOff = (value: object) => (travelOf(value) === false ? false : 'refused')

const lifecycle = new Lifecycle((error) => console.error(error))
presentWorker(() => charges.getStore()?.face, lifecycle)

linkToParent((connection) => {
  const runner = new Runner(connection, {
    load: loadModule,
    permit: permitModule,
    lifecycle,
    enter: (charge, work) => charges.run(charge, work),
    snapshot,
    memory: () => rss(),
    activity: () => eventLoopUtilization().active,
    attach: (value) => (process.connected ? travelOf(value) : whenCutOff(value)),
    abandoned: (reason) => {
      if (reason.kind === 'failed') console.error(reason.error)
      lifecycle.end(() => exit(reason.kind === 'failed' ? 1 : 0))
    },
  })
  process.on('uncaughtException', (error) => {
    const charge = charges.getStore()
    // Nobody awaits a call that has been answered: the log is the only place left.
    if (!runner.concerns(charge)) console.error(error)
    runner.lastWords(charge, error)
    exit(1)
  })
  const exiting = () => runner.exiting(charges.getStore())
  process.on('exit', exiting)
  beforeDeparture(exiting)
  return runner.receiver
})

// What Node needs to load any ES module, while the hello travels: it is not there before the first is imported. A loader of the
// user's that fails at this one fails at theirs, too.
import('node:module').catch(() => undefined)
