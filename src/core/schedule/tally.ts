import { Histogram } from './histogram.js'

/** What became of the calls of one method. */
export class Tally {
  /** Milliseconds that they waited before they began, and that they ran. */
  readonly wait = new Histogram()
  readonly run = new Histogram()
  /** How many were made again. */
  retries = 0
  /** How many workers they have ended. */
  deaths = 0
}
