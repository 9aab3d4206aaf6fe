import type { KeepOpen } from '../attachments.js'
import type { Window } from '../clone/live.js'
import { timedOut } from '../errors.js'
import type { Terms } from '../session/call.js'
import type { CallSettings } from './call-options.js'
import { listen, unlisten, type Listener } from '../lift/signals.js'
import { MAX_TIMER } from '../timer.js'
import { unreachable } from '../unreachable.js'

/** Where a call is. */
type Stage =
  /** On its way to a worker, perhaps in a queue. */
  | { readonly kind: 'queued'; readonly leave: (() => void) | undefined }
  /** In a worker, which can be told to stop it. */
  | { readonly kind: 'sent'; readonly cancel: (reason: unknown, grace: number) => void }
  | { readonly kind: 'over' }

/** The signal and the clocks of one call. */
export class Control implements Terms, Listener {
  private readonly settings: CallSettings
  private readonly name: string
  /** Until the promise is settled: what it came to must not be kept alive by its call. */
  private reject: ((reason: unknown) => void) | undefined
  private stage: Stage = { kind: 'queued', leave: undefined }
  private deadlineTimer: ReturnType<typeof setTimeout> | undefined
  private timeoutTimer: ReturnType<typeof setTimeout> | undefined
  private atEnd: (() => void) | undefined

  /** @param name what errors call the method */
  constructor(settings: CallSettings, name: string, reject: (reason: unknown) => void) {
    this.settings = settings
    this.name = name
    this.reject = reject
    if (settings.signal !== undefined) listen(settings.signal, this)
    this.deadlineTimer = this.clock('deadline')
  }

  get window(): Window {
    return this.settings.window
  }

  get keepOpen(): KeepOpen {
    return this.settings.keepOpen
  }

  get priority(): number {
    return this.settings.priority
  }

  get deadline(): number {
    return this.settings.deadline ?? Infinity
  }

  get locks(): readonly string[] {
    return this.settings.locks
  }

  get exclusive(): boolean {
    return this.settings.exclusive
  }

  get key(): string | number | undefined {
    return this.settings.key
  }

  get retries(): number {
    return this.settings.retries
  }

  get clocked(): boolean {
    return this.settings.timeout !== undefined
  }

  queued(leave: () => void): void {
    if (this.stage.kind === 'over') return
    clearTimeout(this.timeoutTimer)
    this.timeoutTimer = undefined
    this.stage = { kind: 'queued', leave }
  }

  /** A worker has it. */
  sent(cancel: (reason: unknown, grace: number) => void): void {
    if (this.stage.kind === 'queued') this.stage = { kind: 'sent', cancel }
  }

  begun(): void {
    if (this.stage.kind === 'sent') this.timeoutTimer ??= this.clock('timeout')
  }

  settled(): void {
    this.reject = undefined
  }

  aborted(reason: unknown): void {
    const { stage } = this
    this.stop()
    switch (stage.kind) {
      case 'queued':
        this.reject?.(reason)
        return stage.leave?.()
      case 'sent':
        this.reject?.(reason)
        return stage.cancel(reason, this.settings.grace)
      case 'over':
        return
      default:
        return unreachable(stage)
    }
  }

  whenOver(work: () => void): void {
    this.atEnd = work
  }

  over(): void {
    this.stop()
    const { atEnd } = this
    this.atEnd = undefined
    atEnd?.()
  }

  private stop(): void {
    if (this.stage.kind === 'over') return
    this.stage = { kind: 'over' }
    clearTimeout(this.deadlineTimer)
    clearTimeout(this.timeoutTimer)
    const { signal } = this.settings
    if (signal !== undefined) unlisten(signal, this)
  }

  private clock(option: 'timeout' | 'deadline'): ReturnType<typeof setTimeout> | undefined {
    const time = this.settings[option]
    if (time === undefined || time > MAX_TIMER) return undefined
    const timer = setTimeout(() => this.aborted(timedOut(this.name, option, time)), time)
    // The call itself keeps the process alive.
    if (typeof timer === 'object') timer.unref()
    return timer
  }
}
