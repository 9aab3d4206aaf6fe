import { openWith, worker } from './invoke-with.mjs'

export const open = () => openWith({ worker, limit: 1 })
