import type { Counts } from './counts.js'

const textOf = (error: unknown) => String((error as { stack?: unknown } | null)?.stack ?? error)

/** Counts what escapes from everybody in this process. */
export const raiseAlarms = (counts: Counts): void => {
  process.on('unhandledRejection', (reason) => {
    counts.rejections++
    counts.faults.push(`nobody handled ${textOf(reason)}`)
  })
  process.on('uncaughtException', (error) => {
    counts.exceptions++
    counts.faults.push(`nobody caught ${textOf(error)}`)
  })
}
