/** Who is measured: what kind of workers each has, and how to open it with so many. */

export const SUBJECTS = {
  invoke: {
    kind: 'processes',
    open: async (...options) => (await import('../pool/adapters/invoke.mjs')).open(...options),
  },
  piscina: {
    kind: 'threads',
    open: async (...options) => (await import('../pool/adapters/piscina.mjs')).open(...options),
  },
  'tinypool, threads': {
    kind: 'threads',
    open: async (...options) =>
      (await import('../pool/adapters/tinypool.mjs')).openWith({})(...options),
  },
  'tinypool, processes': {
    kind: 'processes',
    open: async (...options) =>
      (await import('../pool/adapters/tinypool.mjs')).openWith({ runtime: 'child_process' })(
        ...options,
      ),
  },
}

/** The packages that they are in. */
export const PACKAGES = ['invoke', 'piscina', 'tinypool']
