/** What the engine's own async iterators inherit, helpers of later years included. */
export const asyncIteratorPrototype = Object.getPrototypeOf(
  Object.getPrototypeOf(Object.getPrototypeOf((async function* () {})()) as object),
) as object
