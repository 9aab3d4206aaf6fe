/** Summaries of rounds as texts. */

export const number = (value) => {
  if (value >= 1_000_000) return `${(value / 1e6).toFixed(2)}M`
  if (value >= 100_000) return `${Math.round(value / 1000)}k`
  if (value >= 1000) return `${(value / 1000).toFixed(1)}k`
  if (value >= 100) return value.toFixed(0)
  return value.toFixed(1)
}

const ratio = (value) => `${value.toFixed(value < 10 ? 2 : 0)}×`

const MISSING = '—'

const failure = ({ failures, tries, reason, median }) => {
  if (failures === 0) return ''
  return median === undefined
    ? `failed: ${reason}`
    : ` (failed in ${failures} of ${tries}: ${reason})`
}

/**
 * @param own the summary that it is a multiple of
 * @param format makes a text of a number
 */
export const medianCell = (summary, own, format = number) => {
  if (summary.median === undefined) return failure(summary) || MISSING
  const { median } = summary
  const share = own === undefined || own === summary ? '' : ` (${ratio(median / own.median)})`
  return `${format(median)}${summary.mark === undefined ? '' : ' †'}${share}${failure(summary)}`
}

export const rangeCell = ({ values, least, most, failures }, format = number) => {
  if (values.length === 0) return failures === 0 ? MISSING : 'failed'
  return `${format(least)} – ${format(most)}`
}
