import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool, Retry, WorkerDeath, type PoolOptions, type Remote } from 'invoke'
import { until } from './program.js'

export type Fixture = typeof import('../fixtures/endings.mjs')

/** Where an ending takes place: a pool with one worker. */
export interface Scene {
  readonly pool: Pool
  readonly module: Remote<Fixture>
  /** Where the calls and the ending leave word for each other. */
  readonly folder: string
  /** The process of the worker, once a bystander has begun there. */
  pid: number
  /** Lets the bystanders come to their ends. */
  release(): void
}

/** A way to end a worker, or to harm it. */
export interface Ending {
  /** In words. */
  readonly name: string
  readonly options?: PoolOptions
  /** Before the calls that are looked at. */
  prepare?(scene: Scene): Promise<unknown>
  /** A call that has no part in this; `bystander` when it is left out. */
  innocent?(module: Remote<Fixture>, ...files: [begun: string, mayEnd: string]): Promise<number>
  /** The call that brings it about. */
  guilty?(scene: Scene): Promise<unknown>
  /** What brings it about while calls run, when none of them does. */
  act?(scene: Scene): unknown
  /** Where other lines of Node differ: those that do this, and what is observed there. */
  readonly only?: { readonly isHere: boolean; readonly cells: readonly string[] }
}

/** What the errors of the fixtures say, and what the engine says of a stack. */
const OWN = /^(?:the end|Maximum call stack size exceeded)$/

const isOwn = (reason: unknown): boolean =>
  OWN.test(reason instanceof Error ? reason.message : String(reason))

/** The cause of a death without what differs from one machine to the next. */
const briefly = ({ likelyCause }: WorkerDeath): string =>
  likelyCause.startsWith('it ran out of memory')
    ? 'it ran out of memory'
    : likelyCause.split(/[,;]/)[0]

const className = (reason: unknown): string =>
  `\`${reason instanceof Error ? reason.name : typeof reason}\``

/** A reason for which a call is rejected, in words. */
const wordsOf = (reason: unknown): string => {
  if (isOwn(reason)) return `the error itself (${className(reason)})`
  if (reason instanceof Retry) {
    const cause =
      reason.cause instanceof WorkerDeath ? wordsOf(reason.cause) : className(reason.cause)
    return `\`Retry\`${reason.started ? '' : ', not started'} (cause: ${cause})`
  }
  if (reason instanceof WorkerDeath) return `\`WorkerDeath\`: ${briefly(reason)}`
  return className(reason)
}

/** @param pid the process that had the call, or was to have it @param move what it is called when another one did it */
const outcomeOf = async (
  call: Promise<unknown>,
  pid: () => number,
  move: string,
): Promise<string> => {
  try {
    const result = await call
    return typeof result !== 'number' || result === pid() ? 'its result' : `${move}: its result`
  } catch (reason) {
    return wordsOf(reason)
  }
}

/** Runs what takes place in a pool of its own, and gives what the pool told besides. */
const inPool = async <T>(
  options: PoolOptions,
  play: (scene: Scene) => Promise<T>,
): Promise<{ readonly seen: T; readonly told: string }> => {
  // Without the flags of the test, which would only make every start slower.
  const pool = new Pool({ limit: 1, execArgv: [], ...options })
  const told: string[] = []
  pool.on('death', () => told.push('`death`'))
  pool.on('recycle', () => told.push('`recycle`'))
  pool.on('error', ({ module, method }) => {
    const named = [module && 'module', method && 'method'].filter(Boolean).join(' and ')
    told.push(`\`error\`${named && ` (with ${named})`}`)
  })
  const folder = mkdtempSync(join(tmpdir(), 'invoke-endings-'))
  const scene: Scene = {
    pool,
    module: pool.invoke<Fixture>(new URL('../fixtures/endings.mjs', import.meta.url)),
    folder,
    pid: 0,
    release: () => writeFileSync(join(folder, 'go'), ''),
  }
  try {
    const seen = await play(scene)
    await pool.kill()
    return { seen, told: told.length === 0 ? 'nothing' : told.join(', ') }
  } finally {
    await pool.kill({ force: true })
    rmSync(folder, { recursive: true, force: true })
  }
}

const pidIn = (file: string): number => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0)

/** A call that is under way. */
interface Begun {
  readonly outcome: Promise<string>
}

/** Starts a call that has no part in the ending, and waits until it runs, or never will. */
const begin = async (scene: Scene, { innocent }: Ending, name: string): Promise<Begun> => {
  const files = [join(scene.folder, name), join(scene.folder, 'go')] as const
  const call = innocent?.(scene.module, ...files) ?? scene.module.bystander(...files)
  const outcome = outcomeOf(call, () => scene.pid, 'made again')
  let isSettled = false
  void outcome.then(() => {
    isSettled = true
  })
  await until(() => isSettled || pidIn(files[0]) !== 0)
  scene.pid = pidIn(files[0])
  return { outcome }
}

/** Makes the guilty call. When that is settled, the others may be. */
const bring = async (scene: Scene, guilty: NonNullable<Ending['guilty']>): Promise<string> => {
  const outcome = await outcomeOf(guilty(scene), () => scene.pid, 'made again')
  scene.release()
  return outcome
}

const together = (ending: Ending) => {
  const { options, prepare, guilty, act } = ending
  return inPool({ concurrency: 2, ...options }, async (scene) => {
    await prepare?.(scene)
    const neighbour = await begin(scene, ending, 'first')
    const other =
      guilty === undefined
        ? await begin(scene, ending, 'second')
        : { outcome: bring(scene, guilty) }
    const queued = outcomeOf(scene.module.pid(), () => scene.pid, 'moved')
    await act?.(scene)
    const first = await other.outcome
    scene.release()
    return { first, neighbour: await neighbour.outcome, queued: await queued }
  })
}

const alone = (ending: Ending) => {
  const { options, prepare, guilty, act } = ending
  return inPool(options ?? {}, async (scene) => {
    await prepare?.(scene)
    if (guilty !== undefined) return bring(scene, guilty)
    const { outcome } = await begin(scene, ending, 'only')
    await act?.(scene)
    return outcome
  })
}

/**
 * Performs an ending twice, among other calls and alone. Gives what becomes of these, in words: the guilty one, its
 * neighbour, one in the queue, the guilty one alone, and what the pool tells. Where none is guilty, the first two are one.
 */
export const perform = async (ending: Ending): Promise<readonly string[]> => {
  const [among, apart] = await Promise.all([together(ending), alone(ending)])
  const { first, neighbour, queued } = among.seen
  const told = among.told === apart.told ? among.told : `${among.told}; alone: ${apart.told}`
  const isSame = ending.guilty === undefined && first === neighbour
  return [first, ...(isSame ? [] : [neighbour]), queued, apart.seen, told]
}
