/** The memory of the parent step by step, and of children from the barest to ours. */
import { inTurns } from '../turns.mjs'
import { codeSizes } from './code.mjs'

const PARENT = new URL('parent.mjs', import.meta.url)
const WORKER = new URL('worker.mjs', import.meta.url)

const TURNS = 5

/** In their order; each process of the parent's does those before, too. */
const STEPS = ['bare', 'rehearsed', 'builtins', 'library', 'pool']
const KINDS = ['bare', 'channel', 'module', 'first', 'many']

/** @returns of each, megabytes of `rss` and of the `heap` after a collection; and kilobytes of `code` */
export const measureMemory = async () => {
  const steps = Object.fromEntries(STEPS.map((name, i) => [`parent ${name}`, [PARENT, i]]))
  const kinds = Object.fromEntries(KINDS.map((kind) => [`worker ${kind}`, [WORKER, kind]]))
  const told = await inTurns({ ...steps, ...kinds }, TURNS)
  const of = (side, names) =>
    Object.fromEntries(names.map((name) => [name, told[`${side} ${name}`]]))
  return { parent: of('parent', STEPS), worker: of('worker', KINDS), code: codeSizes() }
}
