import type { Encoded } from '../clone/encoded.js'
import { Encoder } from '../clone/encoder.js'
import { Shapes } from '../clone/shapes.js'
import { attachNothing } from '../clone/unsendable.js'
import type { Running } from '../errors.js'
import type { Span } from '../frame/span.js'
import { Duration } from '../schedule/duration.js'
import { Tally } from '../schedule/tally.js'
import { copyOf } from './copy.js'

/** An export of a module, as all connections of a pool call it. */
export class Method implements Running {
  /** From 1, the same on every connection of the pool. */
  readonly number: number
  readonly module: string
  readonly name: string | null
  /** The specifiers of what must be loaded before its module. */
  readonly preload: readonly string[]
  /** What tells a worker of it. */
  readonly definition: Encoded
  /** How long its calls take. */
  readonly duration: Duration
  /** What became of them. */
  readonly tally = new Tally()

  /** @param all the duration of all methods together */
  constructor(
    number: number,
    module: string,
    name: string | null,
    preload: readonly string[],
    all: Duration,
  ) {
    this.number = number
    this.module = module
    this.name = name
    this.preload = preload
    this.definition = copyOf(
      new Encoder(new Shapes(), attachNothing).encode([module, name, preload], 'method'),
    )
    this.duration = new Duration(all)
  }

  /** A call was answered that came so many milliseconds ago. */
  learn(age: number, { duration, busy }: Span): void {
    this.duration.add(duration, busy)
    this.tally.run.add(duration)
    this.tally.wait.add(Math.max(0, age - duration))
  }
}
