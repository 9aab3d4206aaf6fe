/** Who is measured, in the order of the columns. */
export const ADAPTERS = ['limit', 'invoke', 'tinypool', 'workerpool', 'jest-worker', 'piscina']

/** What kind of worker each one uses here. */
export const KINDS = {
  limit: 'bare processes',
  invoke: 'processes',
  tinypool: 'processes',
  workerpool: 'processes',
  'jest-worker': 'processes',
  piscina: 'threads',
}
