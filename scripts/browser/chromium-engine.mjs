import { launchChromium } from './chromium.mjs'
import { within } from './within.mjs'

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

/** Starts Chromium as one of the engines that run the tests of pages. */
export const launchChromiumEngine = async () => new Chromium(await launchChromium())
