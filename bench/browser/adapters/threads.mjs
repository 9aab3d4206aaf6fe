import { Thread } from 'threads'
import { METHODS, start } from './threads-worker.mjs'

export const open = async () => {
  const thread = await start()
  const bound = Object.entries(METHODS).map(([name, method]) => [
    name,
    (...args) => method(thread, ...args),
  ])
  return { ...Object.fromEntries(bound), close: () => Thread.terminate(thread) }
}
