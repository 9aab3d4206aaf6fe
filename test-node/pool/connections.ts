import { once } from 'node:events'
import type http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { until } from './program.js'

export const portOf = (server: net.Server | http.Server) => (server.address() as AddressInfo).port

/** A server whose connections are not touched, and the connections that have come. */
export const openServer = async () => {
  const server = net.createServer({ pauseOnConnect: true })
  const sockets: net.Socket[] = []
  server.on('connection', (socket) => {
    socket.on('error', () => undefined)
    sockets.push(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const next = async () => {
    await until(() => sockets.length > 0)
    return sockets.shift() as net.Socket
  }
  return { server, port: portOf(server), next }
}

export const dial = (port: number) => {
  const client = net.connect(port, '127.0.0.1')
  client.on('error', () => undefined)
  return client
}

/** Everything that a socket gets until its end. */
export const textOf = async (socket: net.Socket): Promise<string> => {
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  // One that came to a server that pauses has to be told.
  socket.resume()
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
  return text
}

/** A connection as both of its ends see it. */
export const connection = async () => {
  const { server, port, next } = await openServer()
  const client = dial(port)
  const socket = await next()
  server.close()
  return { client, socket }
}

export const get = async (port: number, path = '/'): Promise<string> => {
  const client = dial(port)
  client.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
  return textOf(client)
}
