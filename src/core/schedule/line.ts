/** What a line keeps in each of those who stand in it; only the line touches these. */
export interface InLine {
  ahead: InLine | undefined
  behind: InLine | undefined
  /** The line that it stands in. */
  line: object | undefined
}

export const outOfLine = { ahead: undefined, behind: undefined, line: undefined } as const

/** First in, first out, but anyone may leave from the middle: all in constant time. */
export class Line<T extends InLine> {
  private first: T | undefined
  private last: T | undefined
  private count = 0

  get size(): number {
    return this.count
  }

  /** Who is next. */
  get front(): T | undefined {
    return this.first
  }

  push(item: T): void {
    item.line = this
    item.ahead = this.last
    item.behind = undefined
    if (this.last === undefined) this.first = item
    else this.last.behind = item
    this.last = item
    this.count++
  }

  /** To the very front: for those who stood there before. */
  unshift(item: T): void {
    item.line = this
    item.ahead = undefined
    item.behind = this.first
    if (this.first === undefined) this.last = item
    else this.first.ahead = item
    this.first = item
    this.count++
  }

  shift(): T | undefined {
    const { first } = this
    if (first !== undefined) this.remove(first)
    return first
  }

  /** Gives whether it stood here. */
  remove(item: T): boolean {
    if (item.line !== this) return false
    const ahead = item.ahead as T | undefined
    const behind = item.behind as T | undefined
    if (ahead === undefined) this.first = behind
    else ahead.behind = behind
    if (behind === undefined) this.last = ahead
    else behind.ahead = ahead
    item.line = undefined
    item.ahead = undefined
    item.behind = undefined
    this.count--
    return true
  }
}
