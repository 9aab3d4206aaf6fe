import { expose } from 'invoke/worker'

expose({ './primes.js': () => import('./primes.js') })
