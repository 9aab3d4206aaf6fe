/** What is measured in Node, of how many calls. */
import { nodeDriver } from './node-driver.mjs'
import { partsOf } from './part.mjs'

export const WARM_UP = 4000
export const AT_ONCE = 10_000
export const OVER_TIME = 3000

export const PARTS = partsOf({ warmUp: WARM_UP, once: AT_ONCE, time: OVER_TIME }, nodeDriver)
