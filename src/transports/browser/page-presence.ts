import { holdLock, newName } from './life.js'

let presence: Promise<string> | undefined

/** The lock that this page holds for as long as it is there: shared workers let go of what belongs to it when that is free. */
export const presentPage = (): Promise<string> => {
  presence ??= holdLock(newName()).then((held) => {
    if (held === undefined) throw new Error('the page has no Web Locks, which shared workers need')
    return held.name
  })
  return presence
}
