import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

/** Under which names it is installed. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/** @param {string} path */
const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Playwright's own, if it was downloaded. */
const ofPlaywright = () => {
  try {
    return [chromium.executablePath()]
  } catch {
    // It has none for this system.
    return []
  }
}

const onPath = () =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))

/** Installs Debian's, where that is possible. */
const install = () => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return
  console.log('Installing Chromium (apt-get install chromium)')
  const options = { shell: true, stdio: ['ignore', 'ignore', 'inherit'] }
  spawnSync('apt-get update && apt-get install -y --no-install-recommends chromium', options)
}

/**
 * The path of a Chromium: of `INVOKE_CHROMIUM`, Playwright's own, one on the PATH, or one that is installed now.
 * @throws Error when there is none
 */
export const findChromium = () => {
  const named = process.env['INVOKE_CHROMIUM']
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named
    throw new Error(`INVOKE_CHROMIUM is ${named}, which cannot be run`)
  }
  const find = () => [...ofPlaywright(), ...onPath()].find(isExecutable)
  let found = find()
  if (found !== undefined) return found
  install()
  found = find()
  if (found !== undefined) return found
  throw new Error(
    'there is no Chromium: set INVOKE_CHROMIUM to the path of one, put one on the PATH, or run "npx playwright-core install chromium"',
  )
}

/** It asks nobody anything: without these, it calls home at every start. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const launchChromium = () =>
  chromium.launch({ executablePath: findChromium(), args: ARGUMENTS })
