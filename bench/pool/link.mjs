/** The parent's end of one bare child. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import frames from './frames.cjs'

const { Frames, READ_BUFFER } = frames
const FD = 4

export class Link {
  /** Told how many frames came back; their bytes lie in `frames` until it returns. */
  answered = () => undefined

  /**
   * @param size of a frame, in bytes
   * @param script of the child
   */
  constructor(size, script) {
    this.frames = new Frames(size)
    this.child = spawn(process.execPath, [fileURLToPath(script), String(size)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ignore', 'pipe'],
    })
    this.gone = once(this.child, 'exit')
    // Under another socket, which reads into one buffer: there is no public way to ask for that.
    const { _handle: handle } = this.child.stdio[FD]
    handle.readStop()
    handle.reading = false
    this.child.stdio[FD]._handle = null
    this.socket = new Socket({
      handle,
      readable: true,
      writable: true,
      onread: {
        buffer: Buffer.allocUnsafeSlow(READ_BUFFER),
        callback: (length, buffer) => {
          const count = this.frames.push(buffer.subarray(0, length))
          if (count > 0) this.answered(this, count)
          this.frames.drop(count)
          return true
        },
      },
    })
    this.socket.on('error', () => {
      // The child is gone, which 'exit' tells.
    })
  }

  /** Sends numbered frames in one write. */
  send(count, firstId) {
    const { size } = this.frames
    const bytes = Buffer.alloc(count * size)
    for (let i = 0; i < count; i++) bytes.writeUInt32LE((firstId + i) >>> 0, i * size)
    this.socket.write(bytes)
  }

  close() {
    this.socket.destroy()
    return this.gone
  }
}
