/** The parent's end of a bare child. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(new URL('bare.cjs', import.meta.url))
const FD = 4

export class BareChild {
  /**
   * @param hasChannel whether it has Node's channel for messages and sockets
   * @param module that it is to load
   */
  constructor(hasChannel, module) {
    this.process = spawn(
      process.execPath,
      [SCRIPT, ...(module === undefined ? [] : [module.href])],
      {
        stdio: ['ignore', 'inherit', 'inherit', hasChannel ? 'ipc' : 'ignore', 'pipe'],
      },
    )
    this.pipe = this.process.stdio[FD].setEncoding('latin1')
  }

  /** One at a time. */
  async ask(letter) {
    this.pipe.write(letter)
    const [line] = await once(this.pipe, 'data')
    return JSON.parse(line)
  }
}
