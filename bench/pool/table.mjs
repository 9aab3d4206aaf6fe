/** A table that lines up in plain text as well, as it goes to the terminal too. */
export const table = (rows) => {
  const texts = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))
  const widths = texts[0].map((_cell, i) => Math.max(3, ...texts.map((row) => row[i].length)))
  const line = (row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`
  const [head, ...rest] = texts
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line)].join('\n')
}
