/** Calls that are answered, each in its own way. */
import { isDeepStrictEqual } from 'node:util'
import { pattern, sumOf } from '../../fixtures/pattern.mjs'
import { isError, type Plan } from '../deed.js'
import type { Random } from '../random.js'

const sample = (id: number, random: Random) => ({
  id,
  text: `text ${id} `.repeat(random.integer(0, 200)),
  when: new Date(id),
  big: BigInt(id) ** 5n,
  map: new Map([[id, new Set([random.next(), 'ü', undefined])]]),
  bytes: new Uint8Array(pattern(id, random.integer(0, 3000))),
  deep: [[{ id, list: Array.from({ length: random.integer(0, 50) }, (_, i) => i * id) }]],
})

const items = (id: number, length: number) =>
  Array.from({ length }, (_, i) => ({ id, i, text: `item ${i} of ${id}` }))

export const echo: Plan = (id, random) => {
  const value = sample(id, random)
  return {
    run: ({ chaos }) => chaos.echo(id, value),
    gives: (given) => isDeepStrictEqual(given, { id, value }),
  }
}

export const rests: Plan = (id, random) => {
  const milliseconds = random.integer(0, 60)
  return {
    run: ({ chaos }) => chaos.rests(id, milliseconds),
    gives: (given) => isDeepStrictEqual(given, { id }),
  }
}

export const glances: Plan = (id) => ({
  run: ({ chaos }) => chaos.glances(id),
  gives: (given) => isDeepStrictEqual(given, { id }),
})

export const heeds: Plan = (id, random) => {
  const milliseconds = random.integer(0, 150)
  return {
    run: ({ chaos }) => chaos.heeds(id, milliseconds),
    gives: (given) => isDeepStrictEqual(given, { id }),
  }
}

export const bytes: Plan = (id, random) => {
  const size = random.integer(1000, 6_000_000)
  return {
    run: ({ chaos }) => chaos.bytes(id, size),
    gives: (given) => Buffer.isBuffer(given) && given.equals(pattern(id, size)),
  }
}

export const list: Plan = (id, random) => {
  const length = random.integer(100, 30_000)
  return {
    run: ({ chaos }) => chaos.list(id, length),
    gives: (given) => isDeepStrictEqual(given, items(id, length)),
  }
}

export const takesBytes: Plan = (id, random) => {
  const given = pattern(id, random.integer(1000, 4_000_000))
  const sum = sumOf(given)
  return {
    run: ({ chaos }) => chaos.takesBytes(id, given),
    gives: (value) => isDeepStrictEqual(value, { id, sum }),
  }
}

export const takesList: Plan = (id, random) => {
  const length = random.integer(100, 30_000)
  return {
    run: ({ chaos }) => chaos.takesList(id, items(id, length)),
    gives: (value) => isDeepStrictEqual(value, { id, length, wrong: 0 }),
  }
}

export const throws: Plan = (id) => ({
  run: ({ chaos }) => chaos.throws(id),
  throws: (reason) => isError(reason, 'RangeError', `thrown by ${id}`),
})

export const overflows: Plan = (id) => ({
  run: ({ chaos }) => chaos.overflows(id),
  throws: (reason) => isError(reason, 'RangeError', 'call stack'),
})

export const unsendable: Plan = (id, random) => {
  const isLarge = random.chance(0.5)
  return {
    run: ({ chaos }) => chaos.unsendable(id, isLarge),
    throws: (reason) => isError(reason, 'TypeError', 'result.deep[0] cannot be sent'),
  }
}

export const unsendableArgument: Plan = (id, random) => {
  // Behind so much that the call has been sent in part by then.
  const before = random.chance(0.5) ? items(id, 40_000) : []
  return {
    run: ({ chaos }) => chaos.echo(id, { before, deep: [() => id] }),
    throws: (reason) => isError(reason, 'TypeError', 'args[1].deep[0] cannot be sent'),
    idle: true,
  }
}

export const throwingModule: Plan = () => ({
  run: ({ throwing }) => throwing.a(),
  throws: (reason) => isError(reason, 'LoadError', 'not today'),
  idle: true,
})
