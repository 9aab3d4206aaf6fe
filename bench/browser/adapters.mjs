/** Who is measured, in the order of the columns. */

/** What page and worker are at the least: messages, and a promise for each call. Nothing with an API can be faster. */
export const RAW = 'raw'

export const ADAPTERS = {
  raw: { scope: 'dedicated', role: RAW, label: 'raw messages', hasOne: true },
  'raw-batched': { scope: 'dedicated', role: RAW, label: 'raw, batched', hasOne: true },
  invoke: { scope: 'dedicated', role: 'own', label: 'invoke' },
  'invoke-one': {
    scope: 'dedicated',
    role: 'variant',
    label: 'invoke, 1 worker',
    parts: ['warm', 'cold'],
  },
  comlink: {
    scope: 'dedicated',
    role: 'rival',
    label: 'comlink',
    package: 'comlink',
    hasOne: true,
  },
  workerpool: { scope: 'dedicated', role: 'rival', label: 'workerpool', package: 'workerpool' },
  threads: {
    scope: 'dedicated',
    role: 'rival',
    label: 'threads.js',
    package: 'threads',
    hasOne: true,
  },
  'threads-pool': { scope: 'dedicated', role: 'rival', label: 'threads.js Pool' },
  'raw-shared': { scope: 'shared', role: RAW, label: 'raw messages', hasOne: true },
  'raw-shared-batched': { scope: 'shared', role: RAW, label: 'raw, batched', hasOne: true },
  'invoke-shared': { scope: 'shared', role: 'own', label: 'invoke' },
  'comlink-shared': { scope: 'shared', role: 'rival', label: 'comlink', hasOne: true },
}
