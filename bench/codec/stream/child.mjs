/** A bare child: sends the graph in one piece, by the way that its argument names. */
import { Socket } from 'node:net'
import { serialize } from 'node:v8'
import { get, prepare } from './graph.mjs'

const [way, count] = process.argv.slice(2)
prepare(Number(count))

const waysToSend = {
  send: () => process.send(get()),
  serialize: () => {
    const bytes = serialize(get())
    const size = Buffer.alloc(4)
    size.writeUInt32LE(bytes.length)
    pipe.write(size)
    pipe.write(bytes)
  },
}
const pipe = way === 'serialize' ? new Socket({ fd: 4 }) : undefined
process.on('message', () => waysToSend[way]())
process.send('ready')
