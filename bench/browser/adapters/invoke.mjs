import { openWith, worker } from './invoke-with.mjs'

export const open = (limit) => openWith({ worker, limit })
