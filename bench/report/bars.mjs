/** Bars as an SVG, readable on a light page and on a dark one. */
import { number } from '../pool/cells.mjs'

const WIDTH = 760
const LEFT = 170
const RIGHT = 80
const BAR = 16
const ROW = 22
const TOP = 56

const STYLE = `text { font: 13px sans-serif; fill: #1f2328 }
.title { font-weight: bold; font-size: 15px }
.more { fill: #59636e }
.rival { fill: #8c959f }
.own { fill: #0969da }
.limit { fill: #bf8700 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
.more { fill: #9198a1 }
.rival { fill: #6e7681 }
.own { fill: #4493f8 }
.limit { fill: #d29922 }
}`

/** XML has its own ideas of some characters. */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** From where a bar with a logarithmic scale begins: the next power of ten below all. */
const decadeBelow = (values) => 10 ** Math.floor(Math.log10(Math.min(...values)) - 0.01)

const scaleOf = (values, isLogarithmic) => {
  const most = Math.max(...values)
  const room = WIDTH - LEFT - RIGHT
  if (!isLogarithmic) return (value) => (value / most) * room
  const from = Math.log10(decadeBelow(values))
  return (value) => ((Math.log10(value) - from) / (Math.log10(most) - from)) * room
}

/**
 * @param title with its unit
 * @param more which end is the better one
 * @param bars each with its `label`, its `role`, and its `value`
 */
export const bars = ({ title, more, bars: list, isLogarithmic = false }) => {
  const values = list.map(({ value }) => value)
  const scale = scaleOf(values, isLogarithmic)
  const rows = list.map(({ label, role, value }, i) => {
    const y = TOP + i * ROW
    const width = Math.max(1, scale(value))
    return `<text x="${LEFT - 8}" y="${y + 13}" text-anchor="end">${escaped(label)}</text>
<rect class="${role}" x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="2"/>
<text class="more" x="${(LEFT + width + 6).toFixed(1)}" y="${y + 13}">${number(value)}</text>`
  })
  const height = TOP + list.length * ROW + 8
  const scaleText = isLogarithmic
    ? `${more}; logarithmic, from ${number(decadeBelow(values))}`
    : more
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
<text class="title" x="8" y="22">${escaped(title)}</text>
<text class="more" x="8" y="42">${escaped(scaleText)}</text>
${rows.join('\n')}
</svg>
`
}
