/**
 * `npm run bench:codec`: encodes and decodes each value with each codec, in turns, and compares the
 * medians; then counts the memory that a call's arguments take. Writes results/codec.md.
 * `--only` takes names of codecs, `--data` names of values, each a list with commas: then nothing is written.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { encode as normalize } from '../../src/clone.ts'
import { describeMachine, watchSteal } from '../pool/machine.mjs'
import { median } from '../pool/statistics.mjs'
import { DATA } from './data.mjs'
import { report, short } from './report.mjs'
import { SUBJECTS } from './subjects.mjs'

/** How long one measurement of one half of one codec takes, in milliseconds. */
const SLICE = 12

/** How long a codec runs before it is measured, twice. */
const WARM_UP = 150

const NANOS = 1e6

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    only: { type: 'string' },
    data: { type: 'string' },
  },
})
const pick = (all, list) =>
  list === undefined ? all : all.filter((name) => list.split(',').includes(name))
const names = pick(Object.keys(SUBJECTS), values.only)
const rounds = Number(values.rounds)

/** Nanoseconds for one run. */
const time = (work, count) => {
  const before = performance.now()
  for (let i = 0; i < count; i++) work()
  return ((performance.now() - before) * NANOS) / count
}

/** Whether a value came back as it was. Node's own comparison takes minutes for the cyclic one. */
const isSame = (data, back, value) =>
  data === 'cyclic'
    ? Buffer.compare(normalize(back), normalize(value)) === 0
    : isDeepStrictEqual(back, value)

const prepare = (name, data, make) => {
  const subject = SUBJECTS[name]()
  const { decode, size } = subject
  const encode =
    data === 'call arguments' ? (subject.encodeArguments ?? subject.encode) : subject.encode
  const value = make()
  try {
    let encoded = encode(value)
    if (!isSame(data, decode(encoded), make())) return undefined
    const encodes = () => {
      encoded = encode(value)
    }
    const decodes = () => decode(encoded)
    // Until the engine has settled: twice, since what is learnt in the first run changes the second.
    for (let pass = 0; pass < 2; pass++) {
      const until = performance.now() + WARM_UP
      while (performance.now() < until) {
        encodes()
        decodes()
      }
    }
    const count = (work) => Math.max(1, Math.round((SLICE * NANOS) / Math.max(1, time(work, 3))))
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

const measure = (data) => {
  const subjects = names.map((name) => prepare(name, data, DATA[data])).filter(Boolean)
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
    // Round by round, so that a slow moment of the machine counts for both.
    ratio: median(
      samples.map((sample, i) => {
        const own = subjects[0].samples[i]
        return (sample.encode + sample.decode) / (own.encode + own.decode)
      }),
    ),
  }))
}

const steal = watchSteal()
const results = pick(Object.keys(DATA), values.data).map((data) => {
  const subjects = measure(data)
  console.log(short(data, subjects))
  return { data, subjects }
})

if (values.only === undefined && values.data === undefined) {
  const allocation = execFileSync(
    process.execPath,
    [
      '--expose-gc',
      '--max-semi-space-size=128',
      '--import',
      'tsx',
      new URL('allocation.mjs', import.meta.url).pathname,
    ],
    { encoding: 'utf8' },
  )
  const machine = { ...describeMachine(['invoke', 'msgpackr', 'cbor-x']), stolen: steal() }
  const page = report(machine, rounds, results, JSON.parse(allocation))
  writeFileSync(new URL('../results/codec.md', import.meta.url), page)
}
