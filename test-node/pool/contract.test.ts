import { Pool } from 'invoke'
import { poolContract } from '../contract/pool.js'
import { suite } from '../suite.js'

const test = suite('pool of child processes', 60_000)

poolContract(test, {
  open: (options) => new Pool(options),
  fixture: (name) => new URL(`../fixtures/${name}`, import.meta.url),
})

test.run()
