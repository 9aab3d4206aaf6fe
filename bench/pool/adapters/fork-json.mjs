import { openWith } from './fork-advanced.mjs'

export const open = openWith('json')
