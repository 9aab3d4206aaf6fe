import { listen } from './raw-batched-port.mjs'

listen(self)
