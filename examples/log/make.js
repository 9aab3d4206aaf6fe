/** Writes a log as a web server would, the same every time. */
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'

const PATHS = ['/', '/search?q=worker', '/api/items', '/api/items/17', '/style.css', '/logo.svg']
const METHODS = ['GET', 'GET', 'GET', 'POST']

/** Numbers that look random. */
const numbers = (seed) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

const statusFor = (chance) => {
  if (chance < 0.0004) return 500 + Math.floor(chance * 10_000)
  if (chance < 0.03) return 404
  return chance < 0.08 ? 304 : 200
}

/**
 * @param {string} path
 * @param {number} size in bytes, about
 */
export const makeLog = async (path, size) => {
  const random = numbers(7)
  const pick = (list) => list[Math.floor(random() * list.length)]
  const file = createWriteStream(path)
  let time = Date.UTC(2026, 0, 1)
  for (let written = 0; written < size;) {
    const lines = []
    for (let i = 0; i < 5000; i++) {
      time += Math.floor(random() * 40)
      const stamp = new Date(time).toISOString()
      const address = `10.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}.7`
      const request = `${pick(METHODS)} ${pick(PATHS)} HTTP/1.1`
      const size = Math.floor(random() * 50_000)
      const took = Math.floor(random() * random() * 900)
      lines.push(`${address} - - [${stamp}] "${request}" ${statusFor(random())} ${size} ${took}\n`)
    }
    const text = lines.join('')
    written += text.length
    if (!file.write(text, 'latin1')) await once(file, 'drain')
  }
  file.end()
  await once(file, 'close')
}
