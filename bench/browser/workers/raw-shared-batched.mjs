import { listen } from './raw-batched-port.mjs'

self.onconnect = ({ ports: [port] }) => listen(port)
