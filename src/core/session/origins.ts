import { CallOrigin, type OriginOwner } from './call-origin.js'
import type { Call } from './call.js'

/** The calls of one worker with anything alive, among them those that are answered. */
export class Origins {
  private readonly owner: OriginOwner
  private readonly byNumber = new Map<number, CallOrigin>()

  constructor(owner: OriginOwner) {
    this.owner = owner
  }

  get(id: number): CallOrigin | undefined {
    return this.byNumber.get(id)
  }

  /** That of a call, made when there is none. */
  of(id: number, call: Call): CallOrigin {
    let origin = this.byNumber.get(id)
    if (origin === undefined) {
      origin = new CallOrigin(id, call, this.owner)
      this.byNumber.set(id, origin)
    }
    return origin
  }

  /** Takes one out. */
  take(id: number): CallOrigin | undefined {
    const origin = this.byNumber.get(id)
    this.byNumber.delete(id)
    return origin
  }

  /** The numbers of the calls of which anything in the worker is still of use. */
  get lively(): number[] {
    const lively = []
    for (const origin of this.byNumber.values()) if (origin.lives) lively.push(origin.id)
    return lively
  }

  /** Whether someone is in the middle of using any of it. */
  get inUse(): boolean {
    for (const origin of this.byNumber.values()) if (origin.inUse) return true
    return false
  }

  /** Ends everything that lives in the worker for those who use it. */
  abort(reason: unknown): void {
    for (const origin of this.byNumber.values()) origin.abort(reason)
  }

  /** The worker is gone: nobody may ever ask for what is lost. */
  end(): void {
    for (const { terms } of this.byNumber.values()) terms?.over()
    this.byNumber.clear()
  }
}
