import { expose } from 'comlink'
import { api } from './comlink-api.mjs'

self.onconnect = ({ ports: [port] }) => expose(api, port)
