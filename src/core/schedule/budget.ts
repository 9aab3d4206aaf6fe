/** Work that may be done out of turn: a share of all work that is done. In milliseconds. */
export class Budget {
  private readonly share: number
  private readonly most: number
  private readonly start: number
  private credit: number

  /**
   * @param most who has saved up so much earns no more; who needs more than that is served on credit
   * @param start what is there before any work was done
   */
  constructor(share: number, most: number, start: number) {
    this.share = share
    this.most = most
    this.start = start
    this.credit = start
  }

  affords(work: number): boolean {
    return this.credit >= Math.min(work, this.most)
  }

  /**
   * So much work was done in turn. Its share is never cut: while someone waits for it, all of it counts,
   * however long one of the others takes.
   */
  earn(work: number): void {
    if (this.credit < this.most) this.credit += this.share * work
  }

  /** So much was done out of turn. */
  spend(work: number): void {
    this.credit -= work
  }

  /** Nobody waits who was passed over. */
  settle(): void {
    this.credit = this.start
  }
}
