import { typeName } from '../../core/errors.js'
import { newName } from './life.js'
import type { Message, Place } from './message.js'
import { startError } from './worker-link.js'

/** What a factory of workers is told. */
export interface WorkerStart {
  /** What the worker is to be called, for those who look at it with the tools of a browser. */
  readonly name: string
}

/**
 * Makes a worker that runs the user's entry. The expression `new Worker(new URL(…, import.meta.url), …)`, or the same with
 * `SharedWorker`, must stand in it as bundlers look for it. Where the pool needs workers of the other kind, it is called
 * once, to learn where the script is.
 */
export type WorkerFactory = (start: WorkerStart) => Worker | SharedWorker

export const isDedicated = (worker: Worker | SharedWorker): worker is Worker =>
  typeof (worker as Partial<Worker>).terminate === 'function'

/** @throws TypeError for what is no worker, and whatever the factory throws */
export const make = (create: WorkerFactory, start: WorkerStart): Worker | SharedWorker => {
  const worker: unknown = create(start)
  const { terminate, port } = (worker ?? {}) as { terminate?: unknown; port?: unknown }
  if (
    typeof terminate === 'function' ||
    typeof (port as Partial<MessagePort>)?.start === 'function'
  )
    return worker as Worker | SharedWorker
  throw new TypeError(
    `the function "worker" must return a new Worker or SharedWorker, not ${typeName(worker)}`,
  )
}

/** Asks a worker where its script is. */
const askForPlace = (worker: Worker | SharedWorker): Promise<Place> =>
  new Promise((resolve, reject) => {
    const port = isDedicated(worker) ? worker : worker.port
    const hear = ({ data }: MessageEvent<Message>) => {
      if (data.kind === 'here') resolve(data.place)
      if (data.kind === 'failed') reject(data.error)
    }
    port.addEventListener('message', hear as EventListener)
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      reject(startError(event))
    })
    if (!isDedicated(worker)) worker.port.start()
    port.postMessage({ kind: 'where' } satisfies Message)
  })

/** Where the scripts of workers are that a factory makes: asked once. */
const places = new WeakMap<WorkerFactory, Promise<Place>>()

/** Where the script is, if anyone has asked for that. */
export const knownPlaceOf = (create: WorkerFactory): Promise<Place> | undefined =>
  places.get(create)

/**
 * Where the script is; rejects with what hinders it to run.
 * @param worker one that was made already
 */
export const placeOf = (create: WorkerFactory, worker?: Worker | SharedWorker): Promise<Place> => {
  const known = places.get(create)
  if (known !== undefined) return known
  const place = learn(create, worker)
  places.set(create, place)
  // Whoever is next tries again.
  place.catch(() => places.delete(create))
  return place
}

// A worker that is only asked is not to be shared with another page.
const learn = async (
  create: WorkerFactory,
  worker = make(create, { name: newName() }),
): Promise<Place> => {
  try {
    return await askForPlace(worker)
  } finally {
    // A shared one ends by itself.
    if (isDedicated(worker)) worker.terminate()
  }
}
