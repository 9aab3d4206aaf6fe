import type { Transport } from '../../core/transport.js'
import { Census } from './census.js'
import { travelToShared } from './native.js'
import { Names } from './names.js'
import { placeOf, type WorkerFactory } from './place.js'
import { SharedSeat } from './shared-seat.js'
import { WorkerLink } from './worker-link.js'

/** Which workers are shared, and with whom. */
export interface Sharing {
  /** Pools of this name share their workers with those of all pages of the origin, when their entry is the same script. */
  readonly name: string
  /** How many workers there may be, over all pages. */
  readonly limit: number
}

/** Workers that pages of an origin share. */
export const sharedWorkers = (create: WorkerFactory, { name, limit }: Sharing): Transport => {
  const mine = new Set<string>()
  let census: Promise<Census> | undefined
  const find = async (): Promise<Census> => {
    const { href } = await placeOf(create)
    return new Census(new Names(name, href), limit)
  }
  const findOnce = (): Promise<Census> => {
    census ??= find()
    // The next worker tries again.
    census.catch(() => {
      census = undefined
    })
    return census
  }
  return {
    name: 'shared worker',
    parallelism: limit,
    attach: travelToShared,
    open: (_, accept) => {
      const { port1, port2 } = new MessageChannel()
      const seat = new SharedSeat(port1, mine)
      const link = new WorkerLink(port1, travelToShared, seat)
      link.receiver = accept(link)
      port1.start()
      const take = async () => seat.take(link, port2, await findOnce(), await placeOf(create))
      take().catch((error: unknown) => link.fail(error))
    },
    apart: (module) => sharedWorkers(create, { name: `${name} ${module}`, limit }),
  }
}
