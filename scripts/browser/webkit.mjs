import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Child } from './child.mjs'
import { findProgram } from './program.mjs'

/** A port that nobody listens on: the driver cannot choose one by itself. */
const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** The driver, by its commands over HTTP. */
class Driver {
  constructor(child, port) {
    this.child = child
    this.origin = `http://127.0.0.1:${port}`
  }

  async send(method, path, body) {
    const response = await fetch(this.origin + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const { value } = await response.json()
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`)
    return value
  }

  command(method, path, body) {
    return this.child.answers(this.send(method, path, body))
  }

  /** Resolves when it answers, or never will. */
  async begin() {
    while (this.child.process.exitCode === null) {
      try {
        await this.send('GET', '/status')
        return
      } catch {
        await pause(50)
      }
    }
  }
}

/** A session of the driver's: a browser of its own. */
class Page {
  /** Nothing tells what is said on its console. */
  log = []

  constructor(driver, session) {
    this.driver = driver
    this.path = `/session/${session}`
  }

  async goto(url) {
    await this.driver.command('POST', `${this.path}/url`, { url })
  }

  async evaluate(expression) {
    const script = `return Promise.resolve(${expression}).then((value) => JSON.stringify(value))`
    const json = await this.driver.command('POST', `${this.path}/execute/sync`, {
      script,
      args: [],
    })
    return json === null ? undefined : JSON.parse(json)
  }

  async close() {
    await this.driver.command('DELETE', this.path)
  }
}

const newSession = (driver) => driver.command('POST', '/session', { capabilities: {} })

class WebKit {
  name = 'WebKitGTK'

  constructor(driver, display, version) {
    this.driver = driver
    this.display = display
    this.version = version
  }

  /** No two are open at a time. */
  async open() {
    const { sessionId } = await newSession(this.driver)
    return new Page(this.driver, sessionId)
  }

  async close() {
    await Promise.all([this.driver.child.end(), this.display.end()])
  }
}

/** A screen that nobody sees: the browser has no mode without one. */
const launchDisplay = async () => {
  const path = findProgram({
    title: 'Xvfb',
    variable: 'INVOKE_XVFB',
    names: ['Xvfb'],
    debian: 'xvfb',
  })
  const args = '-displayfd 1 -screen 0 1280x1024x24 -nolisten tcp'.split(' ')
  const child = new Child(path, () => args)
  try {
    const [number] = await child.says(/\d+(?=\n)/)
    return { child, name: `:${number}` }
  } catch (error) {
    await child.end()
    throw error
  }
}

const begin = async (driver, display) => {
  await driver.begin()
  const { sessionId, capabilities } = await newSession(driver)
  await new Page(driver, sessionId).close()
  return new WebKit(driver, display, capabilities.browserVersion)
}

/** Starts the driver of WebKitGTK, which starts the browser. */
export const launchWebKit = async () => {
  const path = findProgram({
    title: 'driver of WebKitGTK',
    variable: 'INVOKE_WEBKIT_DRIVER',
    names: ['WebKitWebDriver'],
    debian: 'webkit2gtk-driver',
  })
  const display = await launchDisplay()
  const port = await freePort()
  const child = new Child(path, () => [`--port=${port}`], { DISPLAY: display.name })
  try {
    return await child.answers(begin(new Driver(child, port), display.child))
  } catch (error) {
    await Promise.all([child.end(), display.child.end()])
    throw error
  }
}
