/** Puts profiles into a text, at lines like `{{profile graph}}` or `{{profile noop-64 noop-1000}}`. */
import { loopTables } from './loops/table.mjs'
import { memoryTables } from './memory/table.mjs'
import { startTable } from './start/table.mjs'

const PLACE = /^\{\{profile ([\w -]+)\}\}$/gm

const OTHERS = { cold: startTable, memory: memoryTables }

const tables = (keys, profiles) => {
  const missing = keys.find((key) => profiles[key] === undefined)
  if (missing !== undefined)
    throw new Error(`there is no profile "${missing}"; npm run bench -- --profile makes them`)
  const [first] = keys
  if (OTHERS[first] !== undefined) return OTHERS[first](profiles[first])
  return loopTables(Object.fromEntries(keys.map((key) => [key, profiles[key]])))
}

/** @param profiles by their keys; `undefined` when none were made, so that there is nothing at these places */
export const withProfiles = (text, profiles) =>
  text.replaceAll(PLACE, (_place, keys) =>
    profiles === undefined ? '' : tables(keys.split(' '), profiles),
  )

/** For the terminal. */
export const profileReport = (profiles) =>
  Object.keys(profiles)
    .map((key) => `## ${key}\n\n${tables([key], profiles)}`)
    .join('\n\n')
