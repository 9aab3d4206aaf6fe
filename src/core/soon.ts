/** Taken at the start: the user's code may replace it, as some that keep track of what is done later do. */
const { then } = Promise.prototype
const done = Promise.resolve()

/** Runs something at the end of this turn. It must not throw. `queueMicrotask` makes three objects each time on Node. */
export const soon = (work: () => void): void => {
  void Reflect.apply(then, done, [work])
}
