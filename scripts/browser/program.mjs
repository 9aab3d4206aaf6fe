import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * @typedef {object} Wanted
 * @property {string} title What people call it.
 * @property {string} variable The variable of the environment that names another one.
 * @property {readonly string[]} names Under which names it is installed.
 * @property {readonly string[]} [paths] Where it may be beside the PATH.
 * @property {string} debian The package of Debian that has it.
 * @property {string} [advice] What else can be done to have it.
 */

/** @param {string} path */
const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** @param {Wanted} wanted */
const find = ({ names, paths = [] }) => {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  return [...paths, ...onPath].find(isExecutable)
}

/** Installs Debian's, where that is possible. */
const install = ({ title, debian }) => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return
  console.log(`Installing ${title} (apt-get install ${debian})`)
  spawnSync(`apt-get update && apt-get install -y --no-install-recommends ${debian}`, {
    shell: true,
    stdio: ['ignore', 'ignore', 'inherit'],
    // It may ask nothing.
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}

/**
 * The path of a program: the one that the variable names, one that is there, or one that is installed now.
 * @param {Wanted} wanted
 * @throws Error when there is none
 */
export const findProgram = (wanted) => {
  const { title, variable, debian, advice } = wanted
  const named = process.env[variable]
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named
    throw new Error(`${variable} is ${named}, which cannot be run`)
  }
  let found = find(wanted)
  if (found !== undefined) return found
  install(wanted)
  found = find(wanted)
  if (found !== undefined) return found
  const ways = [
    `set ${variable} to the path of one`,
    `put one on the PATH (on Debian: apt-get install ${debian})`,
    ...(advice === undefined ? [] : [advice]),
  ]
  throw new Error(`there is no ${title}: ${ways.join(', or ')}`)
}
