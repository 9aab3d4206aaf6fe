import { stay, type Enter } from '../async-context.js'
import { badOption, typeName } from '../errors.js'
import { MapInput, type Mappable } from './input.js'
import { parseMapOptions, type MapOptions } from './options.js'
import type { MapContext } from './mapped-call.js'
import { Mapping, type AwaitRoom } from './mapping.js'

/**
 * The results of a function that is called with each item of an input.
 * @param concurrency where the options name none
 * @param room for calls to the pool
 * @param enter how to run the function and the input
 * @throws TypeError or RangeError for an argument or option that does not fit
 */
export const map = <T, R>(
  input: Mappable<T>,
  fn: (item: Awaited<T>, context: MapContext) => R,
  options: MapOptions,
  concurrency: number,
  room: AwaitRoom = () => undefined,
  enter: Enter = stay,
): AsyncGenerator<Awaited<R>, void, undefined> => {
  if (!isMappable(input)) {
    throw badOption(`map takes something that can be iterated, not ${typeName(input)}`)
  }
  if (typeof fn !== 'function') {
    throw badOption(`map calls a function with each item, not ${typeName(fn)}`)
  }
  const settings = parseMapOptions(options, concurrency)
  return new Mapping(new MapInput(input), fn as never, settings, room, enter) as never
}

const isMappable = (input: unknown): boolean => {
  const iterable = input as Partial<Iterable<unknown> & AsyncIterable<unknown>> | null | undefined
  return (
    typeof iterable?.[Symbol.asyncIterator] === 'function' ||
    typeof iterable?.[Symbol.iterator] === 'function'
  )
}
