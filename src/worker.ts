/**
 * `invoke/worker`: the entry of a worker in a browser imports it first, and says which modules pages may call. It listens
 * from the moment that it is imported.
 */
import { ELSEWHERE } from './core/frame/layout.js'
import type { Charge } from './core/runner/context.js'
import { Lifecycle } from './core/runner/lifecycle.js'
import { presentWorker } from './core/runner/presence.js'
import { Runner } from './core/runner/runner.js'
import type { Job } from './core/runner/job.js'
import { Slots } from './core/runner/slots.js'
import { loadModule, permitModule } from './loaders/browser/load.js'
import { isModuleWorker } from './loaders/browser/script.js'
import { Table, type Exposed } from './loaders/browser/table.js'
import { BusyLock } from './transports/browser/busy-lock.js'
import { Charges } from './transports/browser/charges.js'
import { travelOf, travelToShared } from './transports/browser/native.js'
import type { PageLink } from './transports/browser/page-link.js'
import { isShared, listenToPages } from './transports/browser/pages.js'
import { WorkerLife, type WorkerScope } from './transports/browser/worker-life.js'

export type { Exposed }

/** A page that calls modules here. */
interface Client {
  readonly link: PageLink
  readonly charges: Charges
  /** Until modules are exposed, there is none. */
  runner: Runner | undefined
}

const scope = globalThis as unknown as WorkerScope
const clients = new Set<Client>()
const lifecycle = new Lifecycle((error) => console.error(error))
const table = new Table()
let begun = false

/** What is charged with something that a call of another page has done. */
const OTHERS: Charge = { id: ELSEWHERE, method: 0, face: undefined }

/** The one whose code runs now, as far as that is known. */
const running = (): Client | undefined =>
  [...clients].find(({ charges }) => charges.current !== undefined)

/** What one has to do with what happens now: everything, where nothing is known. */
const chargeOf = ({ charges }: Client, guilty: Client | undefined): Charge | undefined =>
  guilty === undefined ? undefined : (charges.current ?? OTHERS)

/** Behind an `await`, a call is known when it is the only one. */
const loneCall = (): Charge | undefined => {
  const busy = [...clients].filter(({ runner }) => runner?.concerns(undefined) === true)
  return busy.length === 1 ? busy[0]?.runner?.lone : undefined
}

presentWorker(() => (running()?.charges.current ?? loneCall())?.face, lifecycle)

const life = new WorkerLife(scope, {
  travelOf: isShared(scope) ? travelToShared : travelOf,
  place: () => ({ href: location.href, type: isModuleWorker() ? 'module' : 'classic' }),
  lock: isShared(scope) ? scope.name : undefined,
  closing: () => {
    const guilty = running()
    for (const client of clients) client.runner?.exiting(chargeOf(client, guilty))
  },
})

/** Pages share the slots of a worker, and must be able to see for whom it is busy. */
const shareSlots = (): Slots<Job> => {
  const busy = new BusyLock(scope.name)
  return new Slots({
    busy: (user) => {
      const client = [...clients].find(({ runner }) => runner === user)
      if (client?.link.page !== undefined) busy.busy(client.link.page)
    },
    idle: () => busy.idle(),
  })
}

const slots = isShared(scope) ? shareSlots() : undefined

/** An error that nobody caught ends the worker, as it would end a process. */
const fatal = (error: unknown): void => {
  if (!begun) return life.fail(error)
  const guilty = running()
  const isOfConcern = [...clients].some(
    (client) => client.runner?.concerns(chargeOf(client, guilty)) === true,
  )
  // Nobody awaits a call that has been answered: the console is the only place left.
  if (!isOfConcern) console.error(error)
  for (const client of clients) client.runner?.lastWords(chargeOf(client, guilty), error)
  life.exit()
}

addEventListener('error', (event) => {
  event.preventDefault()
  fatal(event.error ?? new Error(event.message))
})
addEventListener('unhandledrejection', (event) => {
  event.preventDefault()
  fatal(event.reason)
})

/** Nobody is left: the worker ends, as soon as modules have put their things in order. */
const end = (): void => {
  life.hide()
  lifecycle.end(() => life.exit())
}

/** Tells a page that calls may come. */
const serve = (client: Client): void => {
  const { link, charges } = client
  link.start((connection) => {
    client.runner = new Runner(connection, {
      load: (specifier, loader, allow) => loadModule(table, specifier, loader, allow),
      permit: permitModule,
      lifecycle,
      enter: (charge, work) => charges.run(charge, work),
      attach: life.travelOf,
      ...(slots !== undefined && { slots }),
      abandoned: (reason) => {
        if (reason.kind === 'failed') console.error(reason.error)
        clients.delete(client)
        if (life.remove(link)) end()
      },
    })
    return client.runner.receiver
  })
}

// Before anything else can happen: who is not heard at once is not heard at all.
listenToPages(scope, life, (link) => {
  const client: Client = { link, charges: new Charges(), runner: undefined }
  clients.add(client)
  if (begun) serve(client)
})

/**
 * Says which modules may be called, by the names that pages use for them:
 * `expose({ './heavy.js': () => import('./heavy.js') })`. The worker takes calls from the first time on; later ones add
 * modules.
 * @throws TypeError for what is no module and no function
 */
export const expose = (modules: Readonly<Record<string, Exposed>>): void => {
  table.add(modules)
  if (begun) return
  begun = true
  for (const client of clients) serve(client)
}
