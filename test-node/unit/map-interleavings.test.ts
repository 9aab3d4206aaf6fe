/** A `map` whose calls, items and steps happen in any order, against what must hold in all of them. */
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { map } from '../../src/core/map/map.js'
import type { MapContext } from '../../src/core/map/mapped-call.js'
import { suite } from '../suite.js'

const test = suite('map interleavings', 60_000)

type Fate = 'value' | 'rejects' | 'throws'

const fates = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.constant<Fate>('value') },
    { weight: 1, arbitrary: fc.constantFrom<Fate>('rejects', 'throws') },
  ),
  { maxLength: 12 },
)
const inputs = fc.record({
  kind: fc.constantFrom('sync', 'async', 'plain'),
  fails: fc.boolean(),
  fates,
})
const options = fc.record({ concurrency: fc.integer({ min: 1, max: 5 }), ordered: fc.boolean() })
const operations = fc.record({
  does: fc.oneof(
    { weight: 12, arbitrary: fc.constant('next' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('return' as const, 'throw' as const, 'abort' as const),
    },
  ),
  wait: fc.boolean(),
})

type Input = typeof inputs extends fc.Arbitrary<infer T> ? T : never
type Options = typeof options extends fc.Arbitrary<infer T> ? T : never
type Operation = typeof operations extends fc.Arbitrary<infer T> ? T : never

/** How a step was answered. */
type Answer = { readonly value: number } | { readonly error: string } | 'done'

/** One iteration, watched. */
class Trial {
  readonly contexts: MapContext[] = []
  readonly ended = new Set<number>()
  /** In the order in which they came. */
  readonly answers: { readonly step: number; readonly answer: Answer }[] = []
  readonly faults: string[] = []
  closed = 0
  /** Whether the input has come to its end, or has failed. */
  exhausted = false
  private readonly scheduler: fc.Scheduler
  private readonly input: Input
  private readonly options: Options
  private readonly controller = new AbortController()
  private running = 0
  private steps = 0

  constructor(scheduler: fc.Scheduler, input: Input, options: Options) {
    this.scheduler = scheduler
    this.input = input
    this.options = options
  }

  async play(script: readonly Operation[]): Promise<void> {
    const { signal } = this.controller
    const results = map(this.source(), this.call, { ...this.options, signal }, 1)
    const waiting: Promise<unknown>[] = []
    for (const { does, wait } of script) {
      const outcome = does === 'next' ? this.step(results) : this.leave(does, results)
      waiting.push(outcome)
      if (wait) await outcome
      else await this.scheduler.schedule(Promise.resolve())
    }
    await Promise.all(waiting)
  }

  private async step(results: AsyncGenerator<number, void>): Promise<void> {
    const step = this.steps++
    const answer = await results.next().then(
      ({ done, value }): Answer => (done ? 'done' : { value }),
      (error: unknown) => ({ error: String(error) }),
    )
    this.answers.push({ step, answer })
  }

  private async leave(
    way: 'return' | 'throw' | 'abort',
    results: AsyncGenerator<number, void>,
  ): Promise<void> {
    if (way === 'abort') this.controller.abort('aborted')
    else if (way === 'return') await results.return()
    else await results.throw('thrown').catch(() => undefined)
  }

  private readonly call = async (item: number, context: MapContext): Promise<number> => {
    this.note(context.index === item, 'an item in the wrong place')
    this.note(++this.running <= this.options.concurrency, 'too many calls')
    this.contexts.push(context)
    this.note(
      this.contexts.length <= this.steps + this.options.concurrency,
      'further ahead than it may be',
    )
    const fate = this.input.fates[item]
    if (fate === 'throws') this.end(item)
    if (fate === 'throws') throw new Error(`call ${item}`)
    await this.scheduler.schedule(Promise.resolve())
    this.end(item)
    if (fate === 'rejects') throw new Error(`call ${item}`)
    return item
  }

  private end(item: number): void {
    this.running--
    this.ended.add(item)
  }

  private note(holds: boolean, fault: string): void {
    if (!holds) this.faults.push(fault)
  }

  private source(): Iterable<number> | AsyncIterable<number> {
    let at = 0
    let isAsked = false
    const { kind, fails, fates } = this.input
    const give = (): IteratorResult<number, undefined> => {
      if (at < fates.length) return { done: false, value: at++ }
      this.exhausted = this.closed === 0
      if (fails) throw new Error('input')
      return { done: true, value: undefined }
    }
    const next = (): IteratorResult<number, undefined> => {
      this.note(this.closed === 0 && !this.exhausted, 'asked behind its end')
      return give()
    }
    const later = async (): Promise<IteratorResult<number, undefined>> => {
      this.note(this.closed === 0 && !this.exhausted, 'asked behind its end')
      this.note(!isAsked, 'asked twice')
      isAsked = true
      await this.scheduler.schedule(Promise.resolve())
      isAsked = false
      // Unlike a generator, it does not care whether it was closed meanwhile.
      return give()
    }
    const end = (): IteratorResult<number, undefined> => {
      this.closed++
      return { done: true, value: undefined }
    }
    const iterator = { next, return: end }
    if (kind === 'sync') return { [Symbol.iterator]: () => iterator }
    if (kind === 'async') {
      return {
        [Symbol.asyncIterator]: () => ({ next: later, return: async () => Promise.resolve(end()) }),
      }
    }
    return { [Symbol.asyncIterator]: () => iterator } as unknown as AsyncIterable<number>
  }
}

const check = (trial: Trial, input: Input, { ordered }: Options): void => {
  assert.equal(trial.faults, [])
  const { answers } = trial
  assert.equal(
    answers.map(({ step }) => step),
    answers.map((_, i) => i),
    'steps are answered in their order',
  )
  const given = answers.map(({ answer }) => answer)
  const values = given.flatMap((answer) =>
    typeof answer === 'object' && 'value' in answer ? [answer.value] : [],
  )
  const rest = given.slice(values.length)
  const [first] = rest
  const error = typeof first === 'object' && 'error' in first ? first.error : undefined
  assert.ok(
    rest.slice(error === undefined ? 0 : 1).every((answer) => answer === 'done'),
    'values, then perhaps an error, then nothing',
  )
  const isBad = (item: number) => input.fates[item] !== 'value'
  assert.is(new Set(values).size, values.length, 'each result once')
  assert.not(values.some(isBad))
  if (ordered) {
    assert.equal(
      values,
      values.map((_, i) => i),
    )
  }
  const failing = /^Error: (?:call (\d+)|input)$/.exec(error ?? '')
  if (ordered && failing !== null) {
    assert.is(Number(failing[1] ?? input.fates.length), values.length, 'the first error there is')
  }
  if (error !== undefined) assert.ok(failing !== null || error === 'aborted', error)
  for (const { index, signal } of trial.contexts) {
    const isUnwanted = !trial.ended.has(index)
    if (isUnwanted) assert.ok(signal.aborted, `call ${index} is not cancelled`)
    if (values.includes(index)) assert.not(signal.aborted, `call ${index} is cancelled`)
  }
  assert.is(trial.closed, trial.exhausted ? 0 : 1, 'closed once, unless it was at its end')
}

test('whatever happens in whatever order', async () => {
  const property = fc.asyncProperty(
    fc.scheduler(),
    inputs,
    options,
    fc.array(operations, { maxLength: 16 }),
    async (scheduler, input, options, script) => {
      const trial = new Trial(scheduler, input, options)
      await scheduler.waitFor(trial.play([...script, { does: 'return', wait: true }]))
      check(trial, input, options)
    },
  )
  await fc.assert(property, { numRuns: 2000 })
})

test('who asks to the end gets all there is before the first error', async () => {
  const property = fc.asyncProperty(
    fc.scheduler(),
    inputs,
    options,
    fc.boolean(),
    async (scheduler, input, options, wait) => {
      const trial = new Trial(scheduler, input, options)
      const steps = input.fates.length + 2
      await scheduler.waitFor(
        trial.play(Array.from({ length: steps }, () => ({ does: 'next', wait }))),
      )
      check(trial, input, options)
      const bad = input.fates.findIndex((fate) => fate !== 'value')
      const values = trial.answers.filter(({ answer }) => typeof answer === 'object')
      if (bad < 0 && !input.fails) assert.is(values.length, input.fates.length)
      else if (options.ordered) {
        const place = bad < 0 ? input.fates.length : bad
        assert.is(values.length, place + 1)
        assert.equal(values.at(-1)?.answer, {
          error: bad < 0 ? 'Error: input' : `Error: call ${bad}`,
        })
      } else {
        const last = values.at(-1)?.answer
        assert.ok(typeof last === 'object' && 'error' in last)
      }
    },
  )
  await fc.assert(property, { numRuns: 1000 })
})

test.run()
