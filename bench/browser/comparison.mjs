/** What the library under test is compared with, in words: the best rival and the least that it takes. */
import { number } from '../pool/cells.mjs'
import { table } from '../pool/table.mjs'
import { ADAPTERS } from './adapters.mjs'
import { LESS } from './measures.mjs'

const isBetter = (better) => (better === LESS ? (a, b) => a < b : (a, b) => a > b)

/** @returns the name and the median of the best, or `undefined` */
const bestOf = (names, { measure, medians }) =>
  names
    .filter((name) => medians[name] !== undefined)
    .map((name) => ({ name, median: medians[name] }))
    .reduce(
      (best, one) =>
        best === undefined || isBetter(measure.better)(one.median, best.median) ? one : best,
      undefined,
    )

/** How many times as fast the first one is. */
const speed = ({ better }, own, other) => {
  const ratio = better === LESS ? other / own : own / other
  return `${ratio.toFixed(ratio < 10 ? 2 : 0)}×`
}

const compared = (row, own, best) =>
  best === undefined
    ? ['—', '—']
    : [
        `${number(best.median)} (${ADAPTERS[best.name].label})`,
        own === undefined ? '—' : speed(row.measure, own, best.median),
      ]

/**
 * @param rows each a measure and the medians by adapter
 * @param names of the adapters of one scope
 */
export const comparison = (rows, names) => {
  const inRole = (role) => names.filter((name) => ADAPTERS[name].role === role)
  const [own] = inRole('own')
  if (own === undefined) return undefined
  return table([
    ['measure', 'invoke', 'best rival', 'invoke is', 'raw', 'invoke is'],
    ...rows.map((row) => [
      `${row.measure.title}, ${row.measure.unit}`,
      row.medians[own] === undefined ? '—' : number(row.medians[own]),
      ...compared(row, row.medians[own], bestOf(inRole('rival'), row)),
      ...compared(row, row.medians[own], bestOf(inRole('raw'), row)),
    ]),
  ])
}
