import type { Suite } from './suite.js'

/** What not every host of the contracts can do. */
export type Ability =
  /** Streams of Node. */
  | 'streams of Node'
  /** Relative specifiers mean nothing, and are refused at once. */
  | 'absolute specifiers'
  /** The error of a module that cannot be imported says which file is missing, its syntax errors say what they are. */
  | 'reasons of import()'
  /** It is known behind every `await` for which of several calls code runs. */
  | 'async context'
  /** Memory that several threads see. */
  | 'shared memory'
  /** A BigInt of more than a million bits can be made. */
  | 'large BigInts'
  /** Streams of the web can be moved to another thread. */
  | 'streams that move'
  /** The platform has an `Observable` of its own. */
  | 'native observables'

type Test = (name: string, body: () => unknown) => void

/** Tests of something that the host may lack: then they count as skipped. */
export const needing = (test: Suite, ability: Ability, lacks: readonly Ability[] = []): Test =>
  lacks.includes(ability) ? (name, body) => test.skip(`${ability}: ${name}`, body) : test
