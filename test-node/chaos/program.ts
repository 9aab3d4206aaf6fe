/** A run in a process of its own, which may crash: options as JSON in the arguments, counts as JSON in a file. */
import { writeFileSync } from 'node:fs'
import { runChaos, type ChaosOptions } from './chaos.js'

const [options, file] = process.argv.slice(2) as [string, string]
const counts = await runChaos(JSON.parse(options) as ChaosOptions)
writeFileSync(file, JSON.stringify(counts))
