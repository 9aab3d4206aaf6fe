/** Taken at the start: the user's code may replace it. */
const nativeThen: unknown = Promise.prototype.then

/**
 * What a promise or any other thenable comes to; `undefined` for a value that is there already. `then` is
 * looked up once, as `await` does.
 */
export const awaited = (value: unknown): Promise<unknown> | undefined => {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return undefined
  const { then } = value as { then?: unknown }
  if (typeof then !== 'function') return undefined
  if (then === nativeThen && value instanceof Promise) return value
  return new Promise((resolve, reject) => {
    Reflect.apply(then, value, [resolve, reject])
  })
}
