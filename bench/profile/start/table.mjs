/** When a start comes how far, as Markdown. */
import { table } from '../../pool/table.mjs'

const KINDS = {
  invoke: 'invoke',
  bare: 'bare child',
  channel: 'bare child with a channel',
}

/** In words. */
const MOMENTS = {
  builtins: '`node:child_process`, `node:net` and `node:stream` are imported',
  library: 'the library is imported',
  process: 'there is a process',
  node: 'Node has started in it',
  hello: 'its hello has arrived',
  entry: 'its first script has run',
  module: 'the module is loaded',
  result: 'the answer is here',
}

const ms = (value) => (value === undefined ? '—' : value.toFixed(0))

/** How long after what came before it there. */
const stepTo = (reached, moment) => {
  const before = Object.values(reached).filter((time) => time < reached[moment])
  return reached[moment] - Math.max(0, ...before)
}

const cell = (reached, moment) =>
  reached[moment] === undefined ? '—' : `${ms(reached[moment])} (+${ms(stepTo(reached, moment))})`

export const startTable = (starts) => {
  const { invoke } = starts
  const failed = Object.values(starts).find((start) => start.failed !== undefined)?.failed
  if (failed !== undefined) return `No profile of a start: ${failed}.`
  const moments = Object.keys(MOMENTS)
    .filter((moment) => invoke[moment] !== undefined)
    .toSorted((a, b) => invoke[a] - invoke[b])
  return [
    'Milliseconds from the beginning, and from the moment before in the same column:',
    table([
      ['when', ...Object.values(KINDS)],
      ...moments.map((moment) => [
        MOMENTS[moment],
        ...Object.keys(KINDS).map((kind) => cell(starts[kind], moment)),
      ]),
    ]),
  ].join('\n\n')
}
