/** How many bytes of the heap the codec takes for one call's arguments, each way. Started by run.mjs. */
import { DATA } from './data.mjs'
import { SUBJECTS } from './subjects.mjs'

const COUNT = 20_000

/** Bytes for one run, while no garbage is collected. */
const bytesOf = (work) => {
  for (let i = 0; i < COUNT; i++) work()
  globalThis.gc()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < COUNT; i++) work()
  return (process.memoryUsage().heapUsed - before) / COUNT
}

const result = {}
for (const name of ['invoke', 'v8', 'msgpackr+types']) {
  const subject = SUBJECTS[name]()
  const value = DATA['call arguments']()
  const encode = subject.encodeArguments ?? subject.encode
  const encoded = encode(value)
  result[name] = {
    encode: bytesOf(() => encode(value)),
    decode: bytesOf(() => subject.decode(encoded)),
  }
}
console.log(JSON.stringify(result))
