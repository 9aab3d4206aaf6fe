/** The functions of task.mjs that every pool calls. */
const NAMES = ['noop', 'echo', 'who', 'heap', 'look', 'parse', 'render']

/** @param call gives the function for a name */
export const functions = (call) => Object.fromEntries(NAMES.map((name) => [name, call(name)]))

/** @param module that has them */
export const functionsOf = (module) => functions((name) => module[name])

/** Arguments for those that take a list of them. */
export const listOf = (value) => (value === undefined ? [] : [value])
