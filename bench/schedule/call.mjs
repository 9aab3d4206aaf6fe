/** What the queue keeps in a call. Written out as in the library, because spreading it takes longer than all the rest. */
export class Call {
  ahead = undefined
  behind = undefined
  line = undefined
  stay = undefined
  since = 0
  expected = 0
  durationClass = 0
  deadline = undefined
  number
  method
  weight
  due

  /** @param due when it is to be done */
  constructor(number, method, weight = 1, due = Infinity) {
    this.number = number
    this.method = method
    this.weight = weight
    this.due = due
  }
}
