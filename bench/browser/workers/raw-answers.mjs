/** The worker's side of bare messages: `[number of the call, name, argument]`. */
import * as task from '../task.mjs'

const METHODS = { ...task, move: task.echo }

const none = []

/** Answers one call by messages `[number, kind, value]`. @param post takes a message and what it moves */
export const answer = ([id, name, argument], post) => {
  try {
    if (name === 'items') {
      for (const item of task.items(argument)) post([id, 'item', item], none)
      post([id, 'result'], none)
      return
    }
    const result = METHODS[name](argument)
    post([id, 'result', result], name === 'move' ? [result] : none)
  } catch (error) {
    post([id, 'error', error], none)
  }
}
