/** One run: calls that do everything there is to do, in workers that everything happens to. */
import { getEventListeners } from 'node:events'
import { pause } from '../pool/program.js'
import { raiseAlarms } from './alarm.js'
import { descendants, descriptors, isWatch } from './census.js'
import { noCounts, type Counts } from './counts.js'
import { DEEDS, weightsFor } from './deeds.js'
import { Field } from './field.js'
import { Journal } from './journal.js'
import { Ledger } from './ledger.js'
import { Random } from './random.js'
import { Storm } from './storm.js'
import { chooseTemper, type Temper } from './temper.js'
import { chooseTerms } from './terms.js'

export interface ChaosOptions {
  readonly seed: number
  readonly calls: number
  readonly limit: number
  readonly concurrency: number
  /** After so long no more calls are made. */
  readonly seconds?: number
}

/** Milliseconds without a call that settles, or with a pool that does not end: then it hangs. */
const PATIENCE = 20_000

/** Milliseconds that what is left may take to go. */
const AFTERMATH = 5000

/** What the choices are made for: none must change those of another. */
const Choice = { temper: 1, storm: 2, feed: 3, call: 4 }

class Run {
  private readonly options: ChaosOptions
  private readonly counts = noCounts()
  private readonly ledger = new Ledger(this.counts)
  private readonly journal = new Journal()
  private readonly temper: Temper
  private readonly weights: ReturnType<typeof weightsFor>
  private readonly random: Random
  private readonly shared = new AbortController().signal
  private readonly fields: Field[]
  private readonly ends: Promise<void>[] = []
  private readonly deadline: number
  private made = 0
  private opened = 0

  constructor(options: ChaosOptions) {
    const { seed, limit, concurrency, seconds = Infinity } = options
    this.options = options
    this.temper = chooseTemper(new Random(seed, Choice.temper), limit, concurrency)
    this.weights = weightsFor(this.temper)
    this.random = new Random(seed, Choice.feed)
    this.deadline = performance.now() + seconds * 1000
    this.fields = Array.from({ length: this.temper.pools }, () => this.open())
    raiseAlarms(this.counts)
  }

  async complete(): Promise<Counts> {
    const { counts, fields } = this
    await this.warmUp()
    const processes = new Set(descendants().map(({ pid }) => pid))
    const open = descriptors().length
    await this.rage()
    for (const field of fields) this.end(field, this.temper.forced)
    if (!(await within(PATIENCE, Promise.all(this.ends)))) {
      counts.hung++
      counts.faults.push('a pool did not end')
      await within(PATIENCE, Promise.all(fields.map((field) => field.end(true))))
    }
    await until(() => this.ledger.pending === 0, AFTERMATH)
    this.ledger.audit(this.journal.read())
    this.journal.remove()
    await this.countWhatIsLeft(processes, open)
    return counts
  }

  /** Whatever is opened once for the whole process is open afterwards. */
  private async warmUp(): Promise<void> {
    const field = this.open()
    await field.modules({}).chaos.rests(0, 1)
    await field.end(false)
    this.counts.started--
  }

  /** Makes all the calls while the storm rages, and waits until they are settled, or some hang. */
  private async rage(): Promise<void> {
    const { counts, ledger, temper } = this
    const storm = new Storm(new Random(this.options.seed, Choice.storm), temper.storm)
    let isFed = false
    void Promise.all(Array.from({ length: temper.width }, () => this.feed())).then(() => {
      isFed = true
    })
    const isStuck = () => performance.now() - ledger.lastSettled > PATIENCE
    await until(() => this.isOver || isStuck())
    storm.end()
    if (!temper.forced) await until(() => isFed || isStuck())
    if (!isFed && isStuck()) {
      counts.hung++
      counts.faults.push(`nothing was settled for ${PATIENCE} ms`)
    }
    counts.killed = storm.blows.SIGKILL
    counts.terminated = storm.blows.SIGTERM
    counts.stopped = storm.blows.SIGSTOP
  }

  private get isOver(): boolean {
    return this.made >= this.options.calls || performance.now() > this.deadline
  }

  /** Makes one call after the other, sometimes many at once. */
  private async feed(): Promise<void> {
    const { random } = this
    for (;;) {
      const size = random.chance(0.02) ? random.integer(5, 80) : 1
      if (random.chance(0.01)) await pause(random.integer(50, 400))
      // Behind the pause: by then the pools may be on their way to their end.
      if (this.isOver) return
      if (this.temper.restless && random.chance(0.003)) this.replace()
      await Promise.all(Array.from({ length: size }, () => this.call()))
    }
  }

  private async call(): Promise<void> {
    const id = ++this.made
    const random = new Random(this.options.seed, Choice.call, id)
    const name = random.weighted(this.weights)
    const deed = DEEDS[name](id, random)
    const terms = chooseTerms(id, random, deed, this.shared)
    const field = random.pick(this.fields)
    const modules = field.modules(terms.options)
    const at = Number(process.hrtime.bigint() / 1000n)
    const isForced = () => field.isForced
    const made = { id, name, deed, terms, pool: field.number, at, isForced }
    await this.ledger.enter(made, () => deed.run(modules))
  }

  private open(): Field {
    const env = { ...process.env, CHAOS_JOURNAL: this.journal.path }
    return new Field(++this.opened, { ...this.temper.options, env }, this.counts)
  }

  /** Ends a pool in the middle of its work, and goes on with another. */
  private replace(): void {
    const at = this.random.integer(0, this.fields.length - 1)
    const [field] = this.fields.splice(at, 1, this.open())
    this.end(field, this.random.chance(0.5))
  }

  private end(field: Field, force: boolean): void {
    this.ends.push(field.end(force))
  }

  private async countWhatIsLeft(before: ReadonlySet<number>, open: number): Promise<void> {
    const { counts, shared } = this
    const left = () => descendants().filter((each) => !before.has(each.pid) && !isWatch(each))
    await until(() => left().length === 0 && descriptors().length <= open, AFTERMATH)
    const processes = left()
    counts.processes = processes.length
    for (const { pid, command } of processes) counts.faults.push(`${pid} is left: ${command}`)
    counts.descriptors = Math.max(0, descriptors().length - open)
    if (counts.descriptors > 0) counts.faults.push(`descriptors left: ${descriptors().join(' ')}`)
    counts.listeners = getEventListeners(shared, 'abort').length
  }
}

/** Waits until a condition holds, so many milliseconds at the most. */
const until = async (condition: () => boolean, most = Infinity): Promise<void> => {
  const end = performance.now() + most
  while (!condition() && performance.now() < end) await pause(20)
}

/** Gives whether a promise was fulfilled in time. */
const within = async (milliseconds: number, promise: Promise<unknown>): Promise<boolean> => {
  let isFulfilled = false
  void promise.then(() => {
    isFulfilled = true
  })
  await until(() => isFulfilled, milliseconds)
  return isFulfilled
}

export const runChaos = (options: ChaosOptions): Promise<Counts> => new Run(options).complete()
