/** What the workers run, whether they belong to one page or to all. */
import { expose } from 'invoke/worker'

expose({ './mandelbrot.js': () => import('./mandelbrot.js') })
