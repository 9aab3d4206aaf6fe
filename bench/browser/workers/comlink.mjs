import { expose } from 'comlink'
import { api } from './comlink-api.mjs'

expose(api)
