/**
 * Functions by their names, for a pool that is told a name with each call.
 * @param call gives the function for a name
 */
export const bound = (names, call) => Object.fromEntries(names.map((name) => [name, call(name)]))
