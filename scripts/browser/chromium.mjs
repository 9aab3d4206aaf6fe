import { chromium } from 'playwright-core'
import { findProgram } from './program.mjs'
import { within } from './within.mjs'

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

/** One page, in a context of its own: nothing is stored that others see. */
class Page {
  log = []

  constructor(context, page) {
    this.context = context
    this.page = page
    page.on('console', (message) => this.log.push(message.text()))
    page.on('pageerror', (error) => this.log.push(error.stack ?? String(error)))
  }

  async goto(url) {
    await this.page.goto(url)
  }

  evaluate(expression) {
    return within('Chromium', this.page.evaluate(expression))
  }

  async close() {
    await this.context.close()
  }
}

class Chromium {
  name = 'Chromium'

  constructor(browser) {
    this.browser = browser
    this.version = browser.version()
  }

  async open() {
    const context = await this.browser.newContext()
    return new Page(context, await context.newPage())
  }

  async close() {
    await this.browser.close()
  }
}

/** Starts Chromium, by Playwright. */
export const launchChromium = async () =>
  new Chromium(await chromium.launch({ executablePath: findChromium(), args: ARGUMENTS }))
