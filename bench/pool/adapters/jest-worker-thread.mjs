import { openWith } from './jest-worker.mjs'

export const open = openWith(true)
