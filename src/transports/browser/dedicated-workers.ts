import type { Transport } from '../../core/transport.js'
import { LatePort } from './late-port.js'
import type { TwoWayPort } from './message.js'
import { travelOf } from './native.js'
import { isDedicated, knownPlaceOf, make, placeOf, type WorkerFactory } from './place.js'
import { startError, WorkerLink, type Peer } from './worker-link.js'

/** Without a number, as in some workers of older browsers: two are enough to be of use. */
const FEW = 2

/** How many workers a page should have. */
export const parallelism = (): number => navigator.hardwareConcurrency || FEW

/** What a page has of a worker of its own. */
class DedicatedSeat implements Peer {
  private worker: Worker | undefined
  private isReleased = false

  /** The worker is there, perhaps too late. */
  take(worker: Worker, link: WorkerLink): void {
    this.worker = worker
    worker.addEventListener('error', (event) => {
      // Who has called is told: it is no error of the page's.
      event.preventDefault()
      link.fail(startError(event))
    })
    if (this.isReleased) worker.terminate()
  }

  kill(): void {
    this.release()
  }

  release(): void {
    this.isReleased = true
    this.worker?.terminate()
  }
}

/** Workers that belong to this page alone. */
export const dedicatedWorkers = (create: WorkerFactory): Transport => ({
  name: 'dedicated worker',
  parallelism: parallelism(),
  attach: travelOf,
  open: ({ id }, accept) => {
    const start = { name: `invoke ${id}` }
    const port = new LatePort()
    const seat = new DedicatedSeat()
    const linkTo = (end: TwoWayPort): WorkerLink => {
      const link = new WorkerLink(end, travelOf, seat)
      link.receiver = accept(link)
      return link
    }
    let place = knownPlaceOf(create)
    if (place === undefined) {
      let worker
      try {
        worker = make(create, start)
      } catch (error) {
        const link = linkTo(port)
        queueMicrotask(() => link.fail(error))
        return
      }
      if (isDedicated(worker)) return seat.take(worker, linkTo(worker))
      // The factory makes shared workers: others are made from where their script is.
      place = placeOf(create, worker)
    }
    const link = linkTo(port)
    place.then(
      ({ href, type }) => {
        const own = new Worker(href, { type, ...start })
        seat.take(own, link)
        port.be(own)
      },
      (error: unknown) => link.fail(error),
    )
  },
})
