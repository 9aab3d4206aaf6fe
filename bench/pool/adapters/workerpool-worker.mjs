// workerpool has no way to load a module of functions: a script registers them.
import workerpool from 'workerpool'
import { echo, noop, who } from '../task.mjs'

workerpool.worker({ echo, noop, who })
