/** Remarks below tables, each once however often it is needed. */
export class Footnotes {
  #remarks = []

  /** @returns what stands in the cell */
  mark(remark) {
    const known = this.#remarks.indexOf(remark)
    const index = known === -1 ? this.#remarks.push(remark) - 1 : known
    return `†${index + 1}`
  }

  text() {
    return this.#remarks.map((remark, i) => `- †${i + 1} ${remark}`).join('\n')
  }
}
