/** Writes the results of the codecs down as Markdown, and shortly for the terminal. */

const micros = (nanos) => {
  const value = nanos / 1000
  if (value >= 1000) return value.toFixed(0)
  return value.toPrecision(3)
}

export const short = (data, subjects) =>
  [
    `\n${data}`,
    ...subjects.map(
      ({ name, encode, decode, both, ratio }) =>
        `  ${name.padEnd(17)}${[encode, decode, both].map((n) => micros(n).padStart(9)).join('')} µs` +
        `   ${ratio.toFixed(2).padStart(6)}x`,
    ),
  ].join('\n')

const row = (cells) => `| ${cells.join(' | ')} |`
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

const ratios = (results) => {
  const names = results[0].subjects.map(({ name }) => name).filter((name) => name !== 'invoke')
  return table(
    ['value', ...names],
    results.map(({ data, subjects }) => [
      data,
      ...names.map((name) => {
        const found = subjects.find((subject) => subject.name === name)
        return found === undefined ? '—' : `${found.ratio.toFixed(2)}×`
      }),
    ]),
  )
}

const halves = (results) =>
  table(
    ['value', 'codec', 'encode µs', 'decode µs', 'both µs', 'bytes'],
    results.flatMap(({ data, subjects }) =>
      subjects.map(({ name, encode, decode, both, size }) => [
        data,
        name,
        micros(encode),
        name === 'structuredClone' ? '—' : micros(decode),
        micros(both),
        Number.isNaN(size) ? '—' : size,
      ]),
    ),
  )

export const report = (machine, rounds, results, allocation) => `# The codec against others

Written by \`npm run bench:codec\`: ${rounds} rounds, in which the codecs take turns; medians. Each codec is in the state
that it has after many values of the same kind on one connection. A codec that does not give back what it was given
is left out. Node ${machine.node}, ${machine.processors} processors (${machine.processor}), ${machine.date.slice(0, 10)}; the host took
${machine.stolen === undefined ? 'an unknown part' : `${(machine.stolen * 100).toFixed(0)} %`} of the processors away. msgpackr ${machine.versions.msgpackr}, cbor-x ${machine.versions['cbor-x']}.

## How many times the time of this codec, encode and decode together

The median of the ratios of all rounds. Above 1, this codec is faster.

${ratios(results)}

\`v8\`, \`msgpackr\` without types and \`cbor-x\` give back views of the bytes that they were given, where others copy:
see "1 MB binary".

## Each half

${halves(results)}

## Memory for one call's arguments

Bytes of the heap, results included.

${table(
  ['codec', 'encode', 'decode'],
  Object.entries(allocation).map(([name, { encode, decode }]) => [
    name,
    encode.toFixed(0),
    decode.toFixed(0),
  ]),
)}
`
