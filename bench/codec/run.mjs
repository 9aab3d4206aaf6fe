/**
 * `npm run bench:codec`: encodes and decodes each value with each codec, in turns, and compares the
 * medians. `--only` takes names of subjects, `--data` names of values, each a list with commas.
 */
import { parseArgs } from 'node:util'
import { median } from '../pool/statistics.mjs'
import { DATA } from './data.mjs'
import { SUBJECTS } from './subjects.mjs'

/** How long one measurement of one half of one codec takes, in milliseconds. */
const SLICE = 12

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    only: { type: 'string' },
    data: { type: 'string' },
  },
})
const pick = (all, list) =>
  list === undefined ? all : all.filter((name) => list.split(',').includes(name))
const names = pick(Object.keys(SUBJECTS), values.only)
const rounds = Number(values.rounds)

const NANOS = 1e3

/** Nanoseconds for one run of `work`, and how many runs that took. */
const time = (work, count) => {
  const before = performance.now()
  for (let i = 0; i < count; i++) work()
  return ((performance.now() - before) * NANOS * NANOS) / count
}

const prepare = (name, data, make) => {
  const subject = SUBJECTS[name]()
  const { decode, size } = subject
  const encode =
    data === 'call arguments' ? (subject.encodeArguments ?? subject.encode) : subject.encode
  const value = make()
  try {
    let encoded = encode(value)
    const encodes = () => {
      encoded = encode(value)
    }
    const decodes = () => decode(encoded)
    // Until the engine has settled: twice, since what is learnt in the first run changes the second.
    for (let pass = 0; pass < 2; pass++) {
      const until = performance.now() + 4 * SLICE
      while (performance.now() < until) {
        encodes()
        decodes()
      }
    }
    const count = (work) =>
      Math.max(1, Math.round((SLICE * NANOS * NANOS) / Math.max(1, time(work, 3))))
    return {
      name,
      size: size(encoded),
      encodes,
      decodes,
      counts: [count(encodes), count(decodes)],
      samples: [],
    }
  } catch {
    // It cannot: cycles, or types that it does not know.
    return undefined
  }
}

const measure = (data, make) => {
  const subjects = names.map((name) => prepare(name, data, make)).filter(Boolean)
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < subjects.length; i++) {
      const subject = subjects[(i + round) % subjects.length]
      const encode = time(subject.encodes, subject.counts[0])
      subject.samples.push({ encode, decode: time(subject.decodes, subject.counts[1]) })
    }
  }
  return subjects.map(({ name, size, samples }) => ({
    name,
    size,
    encode: median(samples.map((sample) => sample.encode)),
    decode: median(samples.map((sample) => sample.decode)),
    both: median(samples.map((sample) => sample.encode + sample.decode)),
  }))
}

for (const data of pick(Object.keys(DATA), values.data)) {
  const results = measure(data, DATA[data])
  const own = results.find(({ name }) => name === 'invoke')
  console.log(`\n${data} (${own?.size} bytes)`)
  for (const { name, encode, decode, both } of results) {
    const us = (value) => (value / NANOS).toFixed(value < 100_000 ? 3 : 0).padStart(10)
    const ratio = (mine, theirs) => (theirs / mine).toFixed(2).padStart(6)
    console.log(
      `${name.padEnd(22)}${us(encode)}${us(decode)}${us(both)} us` +
        (own === undefined
          ? ''
          : `   enc ${ratio(own.encode, encode)} dec ${ratio(own.decode, decode)} both ${ratio(own.both, both)}`),
    )
  }
}
