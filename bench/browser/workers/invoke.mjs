import { expose } from '../../../dist/worker.js'
import * as task from './invoke-task.mjs'

expose({ task })
