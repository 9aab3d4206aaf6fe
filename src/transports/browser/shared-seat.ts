import { presentPage } from './page-presence.js'
import type { Census } from './census.js'
import { HiddenFrame } from './hidden-frame.js'
import type { HeldLock } from './life.js'
import type { Connect, Place } from './message.js'
import { startError, type Peer, type WorkerLink } from './worker-link.js'

/** How often it is looked whether a worker that is waited for hangs for a page that is gone, in milliseconds. */
const LOOK_EVERY = 2000

/** What a page says to the others when it kills a worker. */
interface Kill {
  readonly id: string
}

/** What a page has of a worker that it shares with others. */
export class SharedSeat implements Peer {
  readonly patience = 1000
  private readonly port: MessagePort
  /** The workers that the page's pool has. */
  private readonly mine: Set<string>
  private readonly frame = new HiddenFrame()
  private census: Census | undefined
  private id: string | undefined
  private link: WorkerLink | undefined
  /** Held while the worker is started here. */
  private starting: HeldLock | undefined
  private isOurs = false
  private isReleased = false
  private channel: BroadcastChannel | undefined
  private isAwaited = true
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(port: MessagePort, mine: Set<string>) {
    this.port = port
    this.mine = mine
  }

  /** Finds a worker, or makes one, and connects the link to it. Rejects when it cannot be made. */
  async take(
    link: WorkerLink,
    far: MessagePort,
    census: Census,
    { href, type }: Place,
  ): Promise<void> {
    this.link = link
    const [page, scope] = await Promise.all([presentPage(), this.frame.open()])
    const choice = await census.choose(this.mine)
    const { id } = choice
    if (choice.kind === 'start') this.starting = choice.starting
    // Meanwhile it may have been given up, before there was a frame or a lock to let go of.
    if (this.isReleased) {
      this.frame.close()
      return this.begun()
    }
    this.census = census
    this.id = id
    this.mine.add(id)
    this.isOurs = choice.kind === 'start'
    this.listen(id, census.names.channel)
    const worker = new scope.SharedWorker(href, { type, name: census.names.worker(id) })
    worker.addEventListener('error', (event) => {
      // Who has called is told: it is no error of the page's.
      event.preventDefault()
      link.fail(startError(event))
    })
    worker.port.postMessage({ kind: 'connect', port: far, page } satisfies Connect, [far])
    if (choice.kind === 'join') {
      link.watch(census.names.worker(id))
      if (choice.isBusy) link.receiver.delayed?.()
    }
    this.look()
  }

  /** The worker is there, and found by others. */
  begun(): void {
    this.starting?.release()
    this.starting = undefined
  }

  awaited(isAwaited: boolean): void {
    this.isAwaited = isAwaited
    this.look()
  }

  kill(): void {
    const { census, id } = this
    // One that is busy for others, and that has not answered yet, is none of this page's.
    if (census === undefined || id === undefined) return
    if (!this.isOurs && this.link?.hasSpoken !== true) return
    census.kill(id)
    this.channel?.postMessage({ id } satisfies Kill)
  }

  release(): void {
    if (this.isReleased) return
    this.isReleased = true
    clearTimeout(this.timer)
    this.begun()
    this.channel?.close()
    this.port.close()
    this.frame.close()
    if (this.id !== undefined) this.mine.delete(this.id)
  }

  private listen(id: string, channel: string): void {
    this.channel = new BroadcastChannel(channel)
    this.channel.addEventListener('message', ({ data }: MessageEvent<Kill>) => {
      if (data.id === id) this.link?.fail(new Error('another page has killed the worker'))
    })
  }

  /** Nobody is left to stop what was begun for a page that is gone: if it hangs, it is ended from here. */
  private look(): void {
    if (!this.isAwaited || this.timer !== undefined || this.isReleased) return
    const { census, id } = this
    if (census === undefined || id === undefined) return
    this.timer = setTimeout(() => {
      this.timer = undefined
      if (!this.isAwaited) return
      void census.isOrphan(id).then((isOrphan) => {
        if (isOrphan) this.orphaned(census, id)
        else this.look()
      })
    }, LOOK_EVERY)
  }

  private orphaned(census: Census, id: string): void {
    if (this.isReleased) return
    census.kill(id)
    this.channel?.postMessage({ id } satisfies Kill)
    this.link?.fail(new Error('the worker was busy for a page that is gone'))
  }
}
