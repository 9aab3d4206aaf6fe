/** Everything that a call may do, and how often. */
import type { Plan } from './deed.js'
import * as answers from './deeds/answers.js'
import * as deaths from './deeds/deaths.js'
import * as living from './deeds/living.js'
import type { Temper } from './temper.js'

export const DEEDS = { ...answers, ...deaths, ...living } satisfies Record<string, Plan>

export type DeedName = keyof typeof DEEDS

const WEIGHTS: Readonly<Record<DeedName, number>> = {
  echo: 400,
  glances: 300,
  rests: 200,
  heeds: 60,
  bytes: 20,
  list: 20,
  takesBytes: 20,
  takesList: 20,
  throws: 30,
  overflows: 5,
  unsendable: 15,
  unsendableArgument: 15,
  throwingModule: 8,
  throwsLater: 10,
  answersThenThrows: 10,
  forgets: 8,
  exits: 10,
  answersThenExits: 8,
  aborts: 5,
  killsItself: 6,
  exhausts: 1,
  spins: 6,
  scribbles: 8,
  closes: 2,
  exitingModule: 4,
  streams: 60,
  loses: 0,
  observes: 30,
  drains: 25,
}

/** The same for a temper. */
export const weightsFor = ({ deadliness, forgetful }: Temper): typeof WEIGHTS => {
  const weights: Record<DeedName, number> = { ...WEIGHTS, loses: forgetful ? 10 : 0 }
  for (const name of Object.keys(deaths) as (keyof typeof deaths)[]) weights[name] *= deadliness
  return weights
}
