/** The entry of a child process: joins the link to the parent, the runner and the loader. */
import { AsyncLocalStorage } from 'node:async_hooks'
import module from 'node:module'
import type { Context } from './core/runner/context.js'
import { presentWorker } from './core/runner/presence.js'
import { Runner } from './core/runner/runner.js'
import { importModule } from './loaders/import.js'
import { linkToParent } from './transports/node/parent-link.js'

// Node 22 and later keep compiled code on disk: a third of the start of a large module.
;(module as { enableCompileCache?(): unknown }).enableCompileCache?.()

/** The call that the code at hand belongs to. */
const calls = new AsyncLocalStorage<Context>()
const exit = process.exit.bind(process)

presentWorker(() => calls.getStore()?.face)

linkToParent((connection) => {
  const runner = new Runner(connection, {
    load: importModule,
    enter: (context, work) => calls.run(context, work),
    attach: () => false,
    abandoned: (reason) => {
      if (reason.kind === 'failed') console.error(reason.error)
      exit(reason.kind === 'failed' ? 1 : 0)
    },
  })
  process.on('uncaughtException', (error) => {
    const guilty = calls.getStore()?.id ?? 0
    // Nobody awaits a call that has been answered: the log is the only place left.
    if (!runner.concerns(guilty)) console.error(error)
    runner.lastWords(guilty, error)
    exit(1)
  })
  process.on('exit', () => runner.exiting(calls.getStore()?.id ?? 0))
  return runner.receiver
})
