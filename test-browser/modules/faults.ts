/** Functions that end their worker, or fail. */
import { invoke } from 'invoke/browser'

export const fine = (): string => 'fine'
export const never = (): Promise<never> => new Promise(() => undefined)
export const close = (): Promise<never> => {
  self.close()
  return never()
}
export const closeLater = (milliseconds: number): Promise<never> => {
  setTimeout(() => self.close(), milliseconds)
  return never()
}
/** Is answered, and ends its worker as soon as something else might begin. */
export const closeNext = (): string => {
  setTimeout(() => self.close(), 0)
  return 'closing'
}
export const throwLater = (): Promise<never> => {
  setTimeout(() => {
    throw Object.assign(new RangeError('from a timer'), { at: 5 })
  }, 1)
  return never()
}
export const rejectLater = (): Promise<never> => {
  void Promise.reject(new SyntaxError('forgotten'))
  return never()
}
/** Reported where it is known which call it is of. */
export const reportNow = (): Promise<never> => {
  reportError(new EvalError('reported'))
  return never()
}
export const spin = (): never => {
  for (;;);
}
export const context = async (): Promise<(string | undefined)[]> => {
  const before = invoke.context().method
  await new Promise((resolve) => setTimeout(resolve, 1))
  return [before, invoke.context().method, String(invoke.isWorker)]
}
/** Ends and tells nobody, as a browser ends a worker that has no memory left. */
export const vanish = (): Promise<never> => {
  ;(globalThis as unknown as { vanish(): void }).vanish()
  return never()
}
