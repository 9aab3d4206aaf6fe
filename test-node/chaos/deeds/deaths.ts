/** Calls that end their worker. */
import { isDeepStrictEqual } from 'node:util'
import { isError, isOfDescriptor, type Plan } from '../deed.js'

export const throwsLater: Plan = (id, random) => {
  const milliseconds = random.integer(0, 40)
  return {
    run: ({ chaos }) => chaos.throwsLater(id, milliseconds),
    throws: (reason) => isError(reason, 'RangeError', `thrown later by ${id}`),
  }
}

export const answersThenThrows: Plan = (id, random) => {
  const milliseconds = random.integer(0, 40)
  return {
    run: ({ chaos }) => chaos.answersThenThrows(id, milliseconds),
    gives: (value) => isDeepStrictEqual(value, { id }),
  }
}

export const forgets: Plan = (id) => ({
  run: ({ chaos }) => chaos.forgets(id),
  throws: (reason) => isError(reason, 'SyntaxError', `forgotten by ${id}`),
})

export const exits: Plan = (id, random) => {
  const code = random.integer(0, 9)
  const milliseconds = random.chance(0.5) ? 0 : random.integer(1, 40)
  return { run: ({ chaos }) => chaos.exits(id, code, milliseconds), dies: true }
}

export const answersThenExits: Plan = (id, random) => {
  const milliseconds = random.integer(0, 40)
  return {
    run: ({ chaos }) => chaos.answersThenExits(id, milliseconds),
    gives: (value) => isDeepStrictEqual(value, { id }),
  }
}

export const aborts: Plan = (id) => ({ run: ({ chaos }) => chaos.aborts(id), dies: true })

export const killsItself: Plan = (id, random) => {
  const signal = random.pick(['SIGKILL', 'SIGTERM', 'SIGABRT', 'SIGSEGV'])
  return { run: ({ chaos }) => chaos.killsItself(id, signal), dies: true }
}

export const exhausts: Plan = (id) => ({ run: ({ chaos }) => chaos.exhausts(id), dies: true })

export const spins: Plan = (id, random) => ({
  run: ({ chaos }) => chaos.spins(id),
  options: { timeout: random.integer(5, 60), grace: random.integer(0, 40) },
})

export const scribbles: Plan = (id, random) => {
  const answers = random.chance(0.5)
  // Without an answer behind it, what is shorter than a frame would never be seen.
  const text = '/'.repeat(random.integer(answers ? 1 : 64, 400))
  return {
    run: ({ chaos }) => chaos.scribbles(id, text, answers),
    throws: isOfDescriptor,
  }
}

export const closes: Plan = (id) => ({
  run: ({ chaos }) => chaos.closes(id),
  throws: isOfDescriptor,
  dies: true,
})

export const exitingModule: Plan = () => ({
  run: ({ exiting }) => exiting.a(),
  dies: true,
  idle: true,
})
