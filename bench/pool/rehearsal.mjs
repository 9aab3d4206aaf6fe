/** All that the bench does with a pool at rest, without one: so that what it needs for itself is there before. */
import { Subject } from './subject.mjs'

const CALLS = 200

export const rehearse = async (workers) => {
  let count = 0
  const subject = new Subject(
    {
      noop: () => Promise.resolve(),
      echo: (value) => Promise.resolve(structuredClone(value)),
      who: () => Promise.resolve(`nobody/${count++ % workers}`),
    },
    workers,
  )
  await subject.check()
  for (let i = 0; i < CALLS; i++) await subject.noop()
}
