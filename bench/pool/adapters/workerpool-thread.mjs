import { openWith } from './workerpool.mjs'

export const open = openWith({ workerType: 'thread' })
