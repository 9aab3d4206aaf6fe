/** The native objects that came with items which nobody has got yet, by the number of their iterator. */
export class Untaken {
  private readonly byNumber = new Map<number, Map<unknown, readonly unknown[]>>()

  add(number: number, item: unknown, attachments: readonly unknown[]): void {
    const items = this.byNumber.get(number) ?? new Map<unknown, readonly unknown[]>()
    items.set(item, attachments)
    this.byNumber.set(number, items)
  }

  /** Someone has got an item. */
  taken(number: number, item: unknown): void {
    const items = this.byNumber.get(number)
    if (items?.delete(item) === true && items.size === 0) this.byNumber.delete(number)
  }

  /** Takes out those that nobody will ever get. */
  take(number: number): unknown[] {
    const items = this.byNumber.get(number)
    this.byNumber.delete(number)
    return items === undefined ? [] : [...items.values()].flat()
  }
}
