/** The module that invoke's workers are called for. */
import { invoke } from '../../../dist/browser.js'

export { echo, fail, items, noop } from '../task.mjs'

export const move = (buffer) => invoke.transfer(buffer)
