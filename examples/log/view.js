/** The picture of what was read so far. */
import prettyBytes from 'pretty-bytes'

const WIDTH = 40
const COLORS = { '2xx': 32, '3xx': 36, '4xx': 33, '5xx': 31 }

const bar = (share) => {
  const full = Math.round(share * WIDTH)
  return '█'.repeat(full) + '░'.repeat(WIDTH - full)
}

const colored = (text, kind) =>
  process.stdout.isTTY ? `\u001B[${COLORS[kind] ?? 37}m${text}\u001B[0m` : text

/** All of it as text, for a terminal. */
export const draw = ({ size, bytes, lines, sent, bad, statuses, failures, recent }, seconds) => {
  const rate = prettyBytes(bytes / Math.max(seconds, 0.001))
  const kinds = Object.keys(statuses).toSorted()
  return [
    `${bar(Math.min(1, bytes / size))} ${prettyBytes(bytes)} of ${prettyBytes(size)}, ${rate}/s`,
    '',
    `${lines.toLocaleString('en')} lines, ${prettyBytes(sent)} sent, ${bad} not understood`,
    ...kinds.map((kind) => {
      const share = statuses[kind] / lines
      const percent = `${(share * 100).toFixed(2)} %`.padStart(9)
      return `${kind} ${colored(bar(share), kind)} ${percent}`
    }),
    '',
    `${failures.toLocaleString('en')} failures, the latest:`,
    ...recent.map(
      ({ time, status, request, milliseconds }) =>
        `  ${time}  ${status}  ${request.padEnd(28)} ${String(milliseconds).padStart(4)} ms`,
    ),
  ].join('\n')
}
