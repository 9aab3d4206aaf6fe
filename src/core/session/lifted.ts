/** What stands in a message for a living object. */
import { Live, THEIRS, type Window } from '../clone/live.js'
import type { ClassRegistry } from '../clone/registry.js'
import type { Attach } from '../clone/unsendable.js'
import { HIGH_BIT } from '../frame/layout.js'
import { discardFeed, methodsOf } from '../lift/feed.js'
import { livingKind } from '../lift/living.js'
import { awaited } from '../lift/thenable.js'

/** Where the numbers of living objects come from: no two of one sender have the same. */
export interface Numbers {
  next(): number
}

export const countUp = (): Numbers => {
  let last = 0
  return {
    next: () => {
      last = (last % (HIGH_BIT - 1)) + 1
      return last
    },
  }
}

/** How it is told what is alive, and what is not: an encoder knows. */
export interface Lifting {
  readonly classes: ClassRegistry
  readonly attach: Attach
}

/** What refers to a living object, of which the other side may be told later. */
export interface Lifted {
  readonly live: Live
  readonly value: object
  /** What it was made of, when that can only be iterated; else the same. */
  readonly given: object
}

/** What stands for a living object in a value; `undefined` for a plain value. */
export const liftedOf = (
  value: unknown,
  { classes, attach }: Lifting,
  numbers: Numbers,
  window: Window = THEIRS,
): Lifted | undefined => {
  const kind = livingKind(value, classes)
  if (kind === undefined) return undefined
  const object = value as object
  // A socket is a stream, too, but it travels.
  if (attach(object) !== false) return undefined
  const live = new Live(kind, numbers.next(), methodsOf(kind, object), window)
  return { live, value: object, given: object }
}

/** Whoever passes what can be iterated asynchronously means its items: as a value it would be empty. */
const liftIterable = (
  value: object,
  lifting: Lifting,
  numbers: Numbers,
  window: Window,
): Lifted | undefined => {
  const iterate = (value as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator]
  if (typeof iterate !== 'function') return undefined
  const { classes, attach } = lifting
  if (classes.size > 0 && classes.of(Object.getPrototypeOf(value) as object | null))
    return undefined
  if (attach(value) !== false) return undefined
  const lifted = liftedOf(Reflect.apply(iterate, value, []), lifting, numbers, window)
  return lifted && { ...lifted, given: value }
}

/** The living objects among arguments; `undefined` when there are none. */
export const liftAll = (
  values: readonly unknown[],
  lifting: Lifting,
  numbers: Numbers,
  window: Window,
): Lifted[] | undefined => {
  let all: Lifted[] | undefined
  for (const value of values) {
    if (typeof value !== 'object' || value === null) continue
    if (all?.some((each) => each.given === value)) continue
    const lifted =
      liftedOf(value, lifting, numbers, window) ?? liftIterable(value, lifting, numbers, window)
    if (lifted !== undefined) (all ??= []).push(lifted)
  }
  return all
}

/** The arguments with what stands for those of them that are alive. */
export const withLives = (values: readonly unknown[], lifted: readonly Lifted[]): unknown[] =>
  values.map((value) => lifted.find((each) => each.given === value)?.live ?? value)

/** Lets go of the living arguments of a call that no worker will ever get. */
export const abandon = (lifted: readonly Lifted[] | undefined): void => {
  for (const { live, value } of lifted ?? []) {
    try {
      // Nobody is left to hear how that ends.
      awaited(discardFeed(live.kind, value))?.catch(() => undefined)
    } catch {
      // The same.
    }
  }
}
