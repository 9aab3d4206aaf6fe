import { parentPort } from 'node:worker_threads'
import { postItems } from '../task.mjs'

parentPort.on('message', postItems)
