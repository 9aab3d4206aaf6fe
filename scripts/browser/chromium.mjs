import { chromium } from 'playwright-core'
import { findProgram } from './program.mjs'

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

/** Playwright's own, if it was downloaded. */
const ofPlaywright = () => {
  try {
    return [chromium.executablePath()]
  } catch {
    // It has none for this system.
    return []
  }
}

/**
 * The path of a Chromium.
 * @throws Error when there is none
 */
export const findChromium = () =>
  findProgram({
    title: 'Chromium',
    variable: 'INVOKE_CHROMIUM',
    paths: ofPlaywright(),
    names: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    debian: 'chromium',
    advice: 'run "npx playwright-core install chromium"',
  })

/**
 * Starts Chromium, by Playwright.
 * @param {string[]} more arguments
 */
export const launchChromium = (more = []) =>
  chromium.launch({ executablePath: findChromium(), args: [...ARGUMENTS, ...more] })
