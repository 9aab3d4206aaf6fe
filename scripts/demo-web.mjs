/** `npm run demo:web`: the Mandelbrot set in a page, from a fresh clone on. The variable `PORT` says where. */
import { setUp } from './setup.mjs'

setUp()
// Not a static import: before the setup there may be nothing that it could import.
const { serveDemo } = await import('./browser/demo.mjs')

const { origin, close } = await serveDemo(Number(process.env['PORT'] ?? 0))
console.log(`${origin}\nCtrl-C ends it.`)
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, close)
