import { BiDi } from './bidi.mjs'
import { Child } from './child.mjs'
import { findProgram } from './program.mjs'

/** One tab, in a context of its own: nothing is stored that others see. */
class Page {
  constructor(command, userContext, context) {
    this.command = command
    this.userContext = userContext
    this.context = context
    this.log = []
  }

  async goto(url) {
    await this.command('browsingContext.navigate', { context: this.context, url, wait: 'complete' })
  }

  async evaluate(expression) {
    const { result, exceptionDetails } = await this.command('script.evaluate', {
      // JSON, because the protocol has a notation of its own for values.
      expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value))`,
      target: { context: this.context },
      awaitPromise: true,
    })
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text)
    return result.type === 'undefined' ? undefined : JSON.parse(result.value)
  }

  /** What is said on its console, with errors that nobody caught: also such as a worker did take care of. */
  hear({ text, stackTrace }) {
    const frames = (stackTrace?.callFrames ?? []).map(
      ({ functionName, url, lineNumber }) => `    at ${functionName} (${url}:${lineNumber + 1})`,
    )
    this.log.push([text, ...frames].join('\n'))
  }

  async close() {
    await this.command('browser.removeUserContext', { userContext: this.userContext })
  }
}

class Firefox {
  name = 'Firefox'
  pages = new Map()

  constructor(child, bidi, version) {
    this.child = child
    this.bidi = bidi
    this.version = version
  }

  async open() {
    const command = (method, params) => this.child.answers(this.bidi.command(method, params))
    const { userContext } = await command('browser.createUserContext', {})
    const { context } = await command('browsingContext.create', { type: 'tab', userContext })
    const page = new Page(command, userContext, context)
    this.pages.set(context, page)
    return page
  }

  hear(entry) {
    this.pages.get(entry.source.context)?.hear(entry)
  }

  async close() {
    this.bidi.close()
    await this.child.end()
  }
}

const begin = async (child) => {
  const [, url] = await child.says(/WebDriver BiDi listening on (ws:\S+)/)
  const bidi = await child.answers(BiDi.connect(`${url}/session`))
  const { capabilities } = await child.answers(bidi.command('session.new', { capabilities: {} }))
  const firefox = new Firefox(child, bidi, capabilities.browserVersion)
  await child.answers(bidi.listen('log.entryAdded', (entry) => firefox.hear(entry)))
  return firefox
}

/** Starts Firefox as it is, which speaks WebDriver BiDi by itself. */
export const launchFirefox = async () => {
  const path = findProgram({
    title: 'Firefox',
    variable: 'INVOKE_FIREFOX',
    names: ['firefox', 'firefox-esr'],
    debian: 'firefox-esr',
  })
  const child = new Child(path, (folder) => [
    '--headless',
    '--no-remote',
    '--remote-debugging-port=0',
    '--profile',
    folder,
  ])
  try {
    return await begin(child)
  } catch (error) {
    await child.end()
    throw error
  }
}
