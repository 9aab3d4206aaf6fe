/** Curves as an SVG: which share of the calls had at most which slowdown. */
import { SHARES } from './outcome.mjs'

const WIDTH = 900
const PANEL = { left: 60, width: 780, height: 250 }
const TOP = 100
const GAP = 110
const HEIGHT = TOP + 2 * PANEL.height + GAP + 50

/** The place of a share of two in a hundred. */
const FEW = SHARES.indexOf(0.02)

/** Colours that most people can tell apart; dashes for what is computed. */
const STYLES = [
  'stroke="#0057b8" stroke-width="3"',
  'stroke="#d55e00" stroke-width="2"',
  'stroke="#009e73" stroke-width="2"',
  'stroke="#b0478e" stroke-width="2"',
  'stroke="#111" stroke-width="1.5" stroke-dasharray="7 4"',
  'stroke="#777" stroke-width="1.5" stroke-dasharray="2 4"',
]

const text = (x, y, content, more = '') =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${content}</text>`

const line = (x1, y1, x2, y2, stroke) =>
  `<path d="M${x1.toFixed(1)} ${y1.toFixed(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}" stroke="${stroke}"/>`

const panel = ({ title, curves }, top) => {
  const { left, width, height } = PANEL
  const bottom = top + height
  const told = curves.filter(({ length }) => length > 0)
  // Where hardly anyone is yet, the curves need no room.
  const least = Math.min(...told.map((curve) => curve[FEW]))
  const from = Math.max(0, Math.floor(Math.log10(least)))
  const to = Math.ceil(Math.log10(Math.max(...told.flat())))
  const x = (slowdown) =>
    left + (Math.max(0, Math.log10(slowdown) - from) / Math.max(1, to - from)) * width
  const y = (share) => bottom - share * height
  const parts = [text(left, top - 14, title, 'font-weight="bold"')]
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    parts.push(line(left, y(share), left + width, y(share), '#ddd'))
    parts.push(text(left - 8, y(share) + 4, `${share * 100} %`, 'text-anchor="end"'))
  }
  for (let decade = from; decade <= to; decade++) {
    const at = x(10 ** decade)
    parts.push(line(at, top, at, bottom, '#ddd'))
    parts.push(text(at, bottom + 18, `${10 ** decade}×`, 'text-anchor="middle"'))
  }
  parts.push(
    text(
      left + width / 2,
      bottom + 38,
      'share of the calls with at most this slowdown',
      'text-anchor="middle" fill="#555"',
    ),
  )
  curves.forEach((curve, i) => {
    if (curve.length === 0) return
    const points = curve.map((value, k) => `${x(value).toFixed(1)} ${y(SHARES[k]).toFixed(1)}`)
    parts.push(`<path d="M${points.join('L')}" fill="none" ${STYLES[i]}/>`)
  })
  return parts.join('\n')
}

const legend = (names) =>
  names
    .map((name, i) => {
      const [x, y] = [60 + (i % 3) * 260, 24 + Math.floor(i / 3) * 22]
      return `<path d="M${x} ${y}h36" ${STYLES[i]}/>\n${text(x + 44, y + 4, name)}`
    })
    .join('\n')

/**
 * @param names of the curves, in the order in which they are in each panel
 * @param panels two, each with a `title` and its `curves`: the slowdown at each of the shares, nothing of who failed
 */
export const plot = (names, panels) => `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" \
height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13" fill="#111">
<title>Slowdown of mixed calls: which share of them had at most which</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${legend(names)}
${panels.map((one, i) => panel(one, TOP + i * (PANEL.height + GAP))).join('\n')}
</svg>
`
