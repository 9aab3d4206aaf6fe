import { listen } from './raw-port.mjs'

self.onconnect = ({ ports: [port] }) => listen(port)
