import * as assert from 'uvu/assert'
import { suite } from '../suite.js'

// What a browser does not have is taken away before the codec looks for it.
const host = globalThis as { Buffer?: unknown }
const { Buffer: kept } = host
const { getBuiltinModule } = process as { getBuiltinModule?: unknown }
const { node } = process.versions
// But not from what compiles these files, which runs in this thread where Node lets it.
Object.defineProperty(host, 'Buffer', {
  configurable: true,
  get: () => (/\/src\/core\/clone\//.test(new Error('stack').stack ?? '') ? undefined : kept),
})
Object.assign(process, { getBuiltinModule: undefined })
Object.defineProperty(process.versions, 'node', { value: undefined, configurable: true })
const { buffersContract } = await import('../contract/buffers.js')
const { classesContract } = await import('../contract/classes.js')
const { cloneContract } = await import('../contract/clone.js')
const { createStreamedTrip, createTrip } = await import('../contract/trip.js')
const { Decoder } = await import('../../src/core/clone/decoder.js')
Object.defineProperty(host, 'Buffer', { configurable: true, writable: true, value: kept })
Object.assign(process, { getBuiltinModule })
Object.defineProperty(process.versions, 'node', { value: node, configurable: true })

const bytes = suite('a Buffer without Buffer')
bytes('a Uint8Array arrives', () => {
  const arrived = new Decoder().decode(Uint8Array.of(0, 0xd9, 2, 7, 8), 0, 5, [])
  assert.is(Object.getPrototypeOf(arrived), Uint8Array.prototype)
  assert.equal([...(arrived as Uint8Array)], [7, 8])
})
bytes.run()

for (const [name, create] of [
  ['clone without Buffer', createTrip],
  ['clone without Buffer, in chunks of 200', createStreamedTrip(200)],
] as const) {
  const test = suite(name)
  cloneContract(test, create)
  classesContract(test, create)
  buffersContract(test, create)
  test.run()
}
