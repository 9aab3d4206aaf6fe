/** Bars in groups on a logarithmic axis, as SVG. */

const WIDTH = 1080
const LEFT = 70
const RIGHT = 20
const PLOT = 260
const ABOVE = 60
const BELOW = 64
/** From dark to light as from good to bad; told apart also by those who see no red or green. */
const COLOURS = ['#d55e00', '#e6a117', '#7fbfe6', '#0b4f8a']

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const text = (x, y, content, extra = '') =>
  `<text x="${x}" y="${y}" ${extra}>${escape(content)}</text>`

/**
 * One chart, with the groups side by side.
 * @param top where it begins
 * @param groups each with a `name` of two lines, and a value for each of the series
 * @param least where the axis begins
 */
const panel = (top, { title, groups, least, most, unit }) => {
  const parts = []
  const bottom = top + ABOVE + PLOT
  const span = Math.log10(most / least)
  const yOf = (value) => bottom - (Math.log10(Math.max(value, least) / least) / span) * PLOT
  parts.push(text(LEFT, top + 40, title, 'font-size="16" font-weight="bold"'))
  for (let tick = 10 ** Math.ceil(Math.log10(least)); tick <= most; tick *= 10) {
    const y = yOf(tick).toFixed(1)
    parts.push(
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}" stroke="#d8d8d8"/>`,
      text(LEFT - 8, Number(y) + 4, `${tick.toLocaleString('en')}${unit}`, 'text-anchor="end"'),
    )
  }
  const step = (WIDTH - LEFT - RIGHT) / groups.length
  for (const [i, { name, values }] of groups.entries()) {
    const x = LEFT + i * step
    const bar = (step * 0.8) / values.length
    for (const [j, value] of values.entries()) {
      const y = yOf(value)
      parts.push(
        `<rect x="${(x + step * 0.1 + j * bar).toFixed(1)}" y="${y.toFixed(1)}" width="${(bar - 1).toFixed(1)}" height="${(bottom - y).toFixed(1)}" fill="${COLOURS[j]}"><title>${value.toPrecision(3)}</title></rect>`,
      )
    }
    for (const [line, content] of name.entries()) {
      parts.push(
        text((x + step / 2).toFixed(1), bottom + 18 + 16 * line, content, 'text-anchor="middle"'),
      )
    }
  }
  parts.push(
    `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${bottom}" y2="${bottom}" stroke="#555"/>`,
  )
  return parts
}

/** @param series the names of what each group compares */
export const chart = (series, panels) => {
  const height = 40 + panels.length * (ABOVE + PLOT + BELOW)
  const legend = series.flatMap((name, i) => {
    const x = LEFT + i * 220
    return [
      `<rect x="${x}" y="16" width="14" height="14" fill="${COLOURS[i]}"/>`,
      text(x + 20, 28, name),
    ]
  })
  const parts = panels.flatMap((content, i) => panel(40 + i * (ABOVE + PLOT + BELOW), content))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13" fill="#222">
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
${[...legend, ...parts].join('\n')}
</svg>
`
}
