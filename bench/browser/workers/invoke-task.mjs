/** The module that invoke's workers are called for. */
import { invoke } from '../../../dist/browser.js'

export * from '../task.mjs'

export const move = (buffer) => invoke.transfer(buffer)
