import type { Connect, Message } from './message.js'
import { PageLink } from './page-link.js'
import type { DedicatedScope, WorkerLife, WorkerScope } from './worker-life.js'

interface SharedScope extends WorkerScope {
  onconnect: ((event: MessageEvent) => void) | null
}

type Connected = (link: PageLink) => void

/** Whether a worker can have several pages. */
export const isShared = (scope: object): boolean => 'onconnect' in scope

/** Calls back with the link to each page: to the one that a dedicated worker belongs to, or to all that come to a shared one. */
export const listenToPages = (scope: object, life: WorkerLife, connected: Connected): void => {
  const add = (link: PageLink) => {
    life.add(link)
    connected(link)
  }
  if (!isShared(scope)) return add(new PageLink(scope as DedicatedScope, life))
  const shared = scope as SharedScope
  shared.onconnect = ({ ports: [door] }) => {
    if (door === undefined) return
    door.addEventListener('message', ({ data }: MessageEvent<Connect | Message>) => {
      if (life.hasEnded) return
      if (data.kind === 'connect') {
        const link = new PageLink(data.port, life, data.page)
        data.port.start()
        add(link)
      } else if (data.kind === 'where') {
        const here: Message = { kind: 'here', place: life.place() }
        door.postMessage(here, [])
        // It was only made to be asked that.
        if (life.isUnused) life.exit()
      }
    })
    door.start()
  }
}
