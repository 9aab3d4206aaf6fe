import { once } from 'node:events'
import { WebSocket } from 'ws'

/** Commands and events of WebDriver BiDi, over a socket. */
export class BiDi {
  /** @param {WebSocket} socket one that is open */
  constructor(socket) {
    this.socket = socket
    this.count = 0
    this.waiting = new Map()
    this.listeners = new Map()
    socket.on('message', (text) => this.hear(JSON.parse(String(text))))
    socket.on('close', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('the browser hung up'))
      this.waiting.clear()
    })
    // What is wrong with it, its end tells.
    socket.on('error', () => undefined)
  }

  /** @param {string} url */
  static async connect(url) {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    await once(socket, 'open')
    return new BiDi(socket)
  }

  /**
   * @param {string} method
   * @param {object} params
   * @returns {Promise<any>} what it gives
   */
  command(method, params) {
    const id = ++this.count
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.socket.send(JSON.stringify({ id, method, params }))
    })
  }

  /**
   * @param {string} method
   * @param {(params: any) => void} listener
   */
  async listen(method, listener) {
    this.listeners.set(method, listener)
    await this.command('session.subscribe', { events: [method] })
  }

  close() {
    this.socket.terminate()
  }

  /** An answer, or an event. */
  hear({ type, id, method, params, result, error, message }) {
    if (type === 'event') {
      this.listeners.get(method)?.(params)
      return
    }
    const command = this.waiting.get(id)
    this.waiting.delete(id)
    if (type === 'success') command?.resolve(result)
    else command?.reject(new Error(`${error}: ${message}`))
  }
}
