/** Functions that tell in which worker they run. */
import { invoke } from 'invoke/browser'

/** Of this worker, and of no other. */
const identity = Math.random()
let calls = 0
const closed: string[] = []

export const whoAmI = (): number => identity
export const count = (): number => ++calls
export const spin = (milliseconds: number): number => {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
  return identity
}
/** Hangs until a gate is opened. */
export const hang = (gate: string): number => {
  const request = new XMLHttpRequest()
  request.open('GET', `/pass/${gate}`, false)
  request.send()
  return identity
}
/** Waits until a gate is opened. */
export const held = async (gate: string): Promise<number> => {
  await fetch(`/pass/${gate}`)
  return identity
}
export const wait = async (milliseconds: number): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  return identity
}
export const never = (): Promise<never> => new Promise(() => undefined)
export function* numbers(name: string): Generator<number> {
  try {
    for (let n = 0; ; n++) yield n
  } finally {
    closed.push(name)
  }
}
/** Which of the generators were ended. */
export const ended = (): readonly string[] => closed
export const throwLater = (): Promise<never> => {
  setTimeout(() => {
    throw new RangeError('from a timer')
  }, 1)
  return never()
}
export const reportNow = (): Promise<never> => {
  reportError(new EvalError('reported'))
  return never()
}
export const canvas = (): OffscreenCanvas => new OffscreenCanvas(2, 2)
export const echo = (value: unknown): unknown => value
export const close = (): Promise<never> => {
  self.close()
  return never()
}
export const method = (): string | undefined => invoke.context().method
