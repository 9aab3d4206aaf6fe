// Hot: bench/pool.
import { FrameKind } from '../frame/layout.js'
import { packSpan } from '../frame/span.js'
import { awaited } from '../lift/thenable.js'
import type { Context } from './context.js'
import type { Target } from './namespace.js'
import { Stopwatch, type Meter } from './stopwatch.js'

const clock = performance.now.bind(performance)

/** The host, as far as it concerns running functions. */
interface ExecutorHost {
  enter(context: Context, work: () => void): void
  activity?(): number
}

/** What a function came to. `span` is how long it ran, as a frame says it. */
type Done = (
  kind: typeof FrameKind.result | typeof FrameKind.error,
  value: unknown,
  span: number,
) => void

/** Runs the functions of calls, and times them. */
export class Executor implements Meter {
  worked = 0
  private readonly host: ExecutorHost
  /** How many have not come to a result. */
  private running = 0

  constructor(host: ExecutorHost) {
    this.host = host
  }

  activity(): number | undefined {
    return this.host.activity?.()
  }

  run(context: Context, parameters: unknown[], { holder, run }: Target, done: Done): void {
    // With the answer, because `then` and the getters of a result are the user's, too.
    this.host.enter(context, () => {
      let result: unknown
      let later: Promise<unknown> | undefined
      const begun = clock()
      try {
        result = Reflect.apply(run, holder, parameters)
        later = awaited(result)
      } catch (error) {
        done(FrameKind.error, error, packSpan({ duration: clock() - begun, busy: 1 }))
        return
      }
      const worked = clock() - begun
      this.worked += worked
      if (later === undefined) {
        done(FrameKind.result, result, packSpan({ duration: worked, busy: 1 }))
        return
      }
      this.running++
      const stopwatch = new Stopwatch(begun, worked, this)
      const span = () => packSpan(stopwatch.read(this.running--))
      later.then(
        (value) => done(FrameKind.result, value, span()),
        (error: unknown) => done(FrameKind.error, error, span()),
      )
    })
  }
}
