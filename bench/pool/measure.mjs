/** Measures in Node: everybody in each round, in turns. */
import { LIMITS } from '../mixed/limit.mjs'
import { WORKERS } from '../mixed/part.mjs'
import { PARTS as MIXED } from '../mixed/parts.mjs'
import { ADAPTERS, NAMES, packagesOf } from './adapters.mjs'
import { describeMachine, foreignLoad, watchSteal } from './machine.mjs'
import { canPin, runPart } from './session.mjs'

/** A start is short and varies: one per round would say little. */
const TIMES = { cold: 3 }

/** Whoever is first in a round has had a pause before. */
export const inTurn = (list, round) => {
  const first = (round - 1) % list.length
  return [...list.slice(first), ...list.slice(0, first)]
}

const outcomesOf = async (adapter, parts, round) => {
  const outcomes = []
  for (const part of parts) {
    if (!(ADAPTERS[adapter].parts?.includes(part) ?? true)) continue
    for (let i = 0; i < (TIMES[part] ?? 1); i++) {
      outcomes.push(...(await runPart(adapter, part, round)))
    }
  }
  return outcomes
}

const computed = (round) =>
  Object.entries(LIMITS).map(([name, compute]) => [
    name,
    MIXED.map((part) => compute(part, part.calls(round), WORKERS)),
  ])

/** Curves are for `npm run bench:mixed`. */
const withoutCurve = (outcome) => {
  if (outcome.values === undefined) return outcome
  const { curve: _curve, ...values } = outcome.values
  return { ...outcome, values }
}

/**
 * @param only the adapters that are wanted
 * @param parts and of what
 */
export const measureNode = async ({ only, parts, rounds: count, note }) => {
  const adapters = NAMES.filter((name) => only.includes(name))
  const possible = parts.filter((part) => canPin || part !== 'pinned')
  const machine = describeMachine(packagesOf(adapters))
  const steal = watchSteal()
  const rounds = []
  for (let round = 1; round <= count; round++) {
    const foreign = {}
    const outcomes = {}
    const start = performance.now()
    for (const adapter of inTurn(adapters, round)) {
      console.error(`round ${round} of ${count}: ${adapter}`)
      foreign[adapter] = await foreignLoad()
      outcomes[adapter] = (await outcomesOf(adapter, possible, round)).map(withoutCurve)
    }
    for (const [name, limits] of parts.includes('mixed') ? computed(round) : []) {
      outcomes[name] = limits.map(withoutCurve)
    }
    rounds.push({ seconds: (performance.now() - start) / 1000, foreign, outcomes })
  }
  return { machine: { ...machine, stolen: steal() }, adapters, pinned: canPin, note, rounds }
}
