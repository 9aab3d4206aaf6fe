import { boolean, checkOptions, integer, signal, type Check } from '../options.js'
import type { Signal } from '../signal.js'

/** How a pool maps. Every option may be left out. */
export interface MapOptions {
  /**
   * The most items at a time that the function was called with and whose results were not taken: as far
   * as the input is read ahead. @default twice as many as the pool's workers can have calls
   */
  readonly concurrency?: number | undefined
  /** Whether results come in the order of their items; `false` for each as soon as it is there. @default true */
  readonly ordered?: boolean | undefined
  /** Ends the iteration with its `reason` as soon as it aborts. */
  readonly signal?: Signal | undefined
}

/** Options parsed once. */
export interface MapSettings {
  readonly concurrency: number
  readonly ordered: boolean
  readonly signal: Signal | undefined
}

const CHECKS: { readonly [name in keyof Required<MapOptions>]: Check } = {
  concurrency: integer(1),
  ordered: boolean,
  signal,
}

/**
 * Checks every option and fills in what is missing.
 * @throws TypeError or RangeError that names the option and what it must be
 */
export const parseMapOptions = (options: MapOptions, concurrency: number): MapSettings => {
  checkOptions('map', options, CHECKS)
  return {
    concurrency: options.concurrency ?? concurrency,
    ordered: options.ordered ?? true,
    signal: options.signal,
  }
}
