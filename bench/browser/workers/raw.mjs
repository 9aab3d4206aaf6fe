import { listen } from './raw-port.mjs'

listen(self)
