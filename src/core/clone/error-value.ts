import { ErrorPart } from './tags.js'

/** The native classes of errors by their number on the wire; the last is no subclass of the others. */
export const NAMES = [
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
  'AggregateError',
  'SuppressedError',
  'DOMException',
] as const

const DOM_EXCEPTION = NAMES.indexOf('DOMException')
const AGGREGATE_ERROR = NAMES.indexOf('AggregateError')

interface ErrorConstructorLike {
  new (...parameters: unknown[]): Error
  readonly prototype: Error
}

const host = globalThis as unknown as Record<string, ErrorConstructorLike | undefined>
const constructors: (ErrorConstructorLike | undefined)[] = NAMES.map((name) => host[name])
/** For a class that this host lacks. */
const fallback = Error as unknown as ErrorConstructorLike
const byPrototype = new Map(
  constructors.flatMap((constructor, type) =>
    constructor === undefined ? [] : [[constructor.prototype as object, type] as const],
  ),
)

/** The number of the nearest native class above an error, also one of another realm. */
export const errorType = (error: object): number => {
  for (
    let prototype = Object.getPrototypeOf(error) as object | null;
    prototype !== null;
    prototype = Object.getPrototypeOf(prototype) as object | null
  ) {
    const own = byPrototype.get(prototype)
    if (own !== undefined) return own
    const constructor = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown
    if (typeof constructor === 'function' && !(prototype instanceof Error)) {
      const foreign = (NAMES as readonly string[]).indexOf(constructor.name)
      if (foreign >= 0) return foreign
    }
  }
  return 0
}

export const isErrorType = (type: number): boolean => type < NAMES.length

/** What an error is made of, each part read once. */
export interface ErrorParts {
  readonly mask: number
  readonly name: unknown
  readonly message: unknown
  readonly stack: unknown
  readonly cause: unknown
  readonly errors: unknown
  /** The own enumerable properties. */
  readonly properties: ReadonlyMap<string, unknown>
}

/** A property of an error, or nothing where reading it throws: an error must always arrive. */
export const readPart = (error: object, key: string): unknown => {
  try {
    return (error as Record<string, unknown>)[key]
  } catch {
    return undefined
  }
}

/** Takes an error apart. A getter that throws hides its property: an error must always arrive. */
export const errorParts = (error: object, type: number): ErrorParts => {
  const properties = new Map(Object.keys(error).map((key) => [key, readPart(error, key)]))
  const read = (key: string): unknown =>
    properties.has(key) ? properties.get(key) : readPart(error, key)
  /** Whether it is a part that is no own enumerable property: often own, sometimes a getter above. */
  const hidden = (key: string, value: unknown): boolean =>
    Object.getOwnPropertyDescriptor(error, key)?.enumerable === false ||
    (value !== undefined && value !== '' && !properties.has(key))

  let mask = properties.size > 0 ? ErrorPart.PROPERTIES : 0
  const name = read('name')
  const native = NAMES[type]
  if (type !== DOM_EXCEPTION && typeof name === 'string' && name !== native) {
    if (!properties.has('name')) mask |= ErrorPart.NAME
  }
  const message = read('message')
  if (type !== DOM_EXCEPTION && hidden('message', message)) mask |= ErrorPart.MESSAGE
  const stack = read('stack')
  if (typeof stack === 'string' && !properties.has('stack')) mask |= ErrorPart.STACK
  const cause = read('cause')
  if (hidden('cause', cause)) mask |= ErrorPart.CAUSE
  const errors = read('errors')
  if (hidden('errors', errors)) mask |= ErrorPart.ERRORS
  return {
    mask,
    name,
    message,
    stack,
    cause,
    errors,
    properties,
  }
}

/** Where some engines note, beside the stack, by which line an error was made: here, that is where it was decoded. */
let places: readonly string[] | undefined

const traceLimit = Error as unknown as { stackTraceLimit?: number }

/**
 * An error of that class without message or stack, to be given its parts. A `DOMException` keeps its
 * name and message in slots, so those two must be known first.
 */
export const makeError = (type: number, message?: string, name?: string): Error => {
  // Its own stack comes over the wire; collecting one here would be wasted.
  const limit = traceLimit.stackTraceLimit
  traceLimit.stackTraceLimit = 0
  try {
    if (type === DOM_EXCEPTION) return new DOMException(message, name)
    const constructor = constructors[type] ?? fallback
    const error = type === AGGREGATE_ERROR ? new constructor([]) : new constructor()
    if (type === AGGREGATE_ERROR) delete (error as { errors?: unknown }).errors
    places ??= Object.getOwnPropertyNames(new Error()).filter((key) => key !== 'stack')
    for (const place of places) Reflect.deleteProperty(error, place)
    return error
  } finally {
    if (limit === undefined) delete traceLimit.stackTraceLimit
    else traceLimit.stackTraceLimit = limit
  }
}

export const isDomException = (type: number): boolean => type === DOM_EXCEPTION

/** Defines one part as the engines do: own, writable, and not enumerable. */
export const defineHidden = (error: object, key: string, value: unknown): void => {
  Object.defineProperty(error, key, {
    value,
    configurable: true,
    writable: true,
    enumerable: false,
  })
}

/** Defines an own enumerable property, whatever its name means to the prototype. */
export const defineOwn = (object: object, key: string, value: unknown): void => {
  Object.defineProperty(object, key, {
    value,
    configurable: true,
    writable: true,
    enumerable: true,
  })
}
