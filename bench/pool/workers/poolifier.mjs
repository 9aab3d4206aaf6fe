import { ThreadWorker } from 'poolifier'
import { functionsOf } from '../functions.mjs'
import * as task from '../task.mjs'

export default new ThreadWorker(functionsOf(task))
