/** Compiled, never run: what the types of a module's calls are. `npm run check` is the test. */
import type { Server, Socket } from 'node:net'
import { invoke, Pool, type Remote } from 'invoke'

interface Image {
  width: number
}

/** What `typeof import('./image.js')` would be. */
interface ImageModule {
  resize(bytes: Uint8Array, width: number, quality?: number): Image
  load(path: string): Promise<Image>
  sum(...numbers: number[]): number
  default(name: string): void
  then(value: number): number
  readonly version: string
}

interface SocketModule {
  dial(port: number): Promise<Socket>
  open(): Server
  never(): never
  serve(socket: Socket): void
}

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <T extends true>(): T | undefined => undefined

const image = invoke<ImageModule>(new URL('./image.js', import.meta.url))

holds<Equal<ReturnType<typeof image.resize>, Promise<Image>>>()
holds<Equal<ReturnType<typeof image.load>, Promise<Image>>>()
holds<Equal<Parameters<typeof image.resize>, [Uint8Array, number, (number | undefined)?]>>()
holds<Equal<Parameters<typeof image.sum>, number[]>>()
holds<Equal<ReturnType<typeof image.default>, Promise<void>>>()
holds<Equal<Awaited<typeof image>, Remote<ImageModule>>>()

const sockets = invoke<SocketModule>(new URL('./sockets.js', import.meta.url))

holds<Equal<ReturnType<typeof sockets.never>, Promise<never>>>()
holds<Equal<Awaited<ReturnType<typeof sockets.dial>>, Socket>>()
holds<Equal<Awaited<ReturnType<typeof sockets.open>>, Server>>()
holds<Equal<ReturnType<typeof sockets.serve>, Promise<void>>>()

// @ts-expect-error an argument of another type
void image.resize('bytes', 1)
// @ts-expect-error an argument too few
void image.resize(new Uint8Array())
// @ts-expect-error an export that is no function
void image.version
// @ts-expect-error an export that does not exist
void image.rotate
// @ts-expect-error an export that would make the module a promise
void image.then
// @ts-expect-error the exports of a module cannot be replaced
image.load = undefined
// @ts-expect-error an option that does not exist
new Pool({ limt: 1 }).invoke('x')
// @ts-expect-error an option of another type
new Pool({ limit: '1' }).invoke('x')
