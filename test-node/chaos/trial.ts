import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ChaosOptions } from './chaos.js'
import { noCounts, type Counts } from './counts.js'

const PROGRAM = fileURLToPath(new URL('program.ts', import.meta.url))

/** Milliseconds that a run may take, but for its calls; and each of these. */
const TIMEOUT = 120_000
const TIMEOUT_OF_CALL = 100

/** Milliseconds that its program may take to end when the run is over. */
const FAREWELL = 3000

/** So much of what it said last is shown when it crashed. */
const TAIL = 4000

const readCounts = (file: string): Counts | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Counts
  } catch {
    return undefined
  }
}

/** Makes a run in a process of its own. */
export const runTrial = async (options: ChaosOptions): Promise<Counts> => {
  const folder = mkdtempSync(join(tmpdir(), 'invoke-trial-'))
  const file = join(folder, 'counts')
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', PROGRAM, JSON.stringify(options), file],
    // What a program that crashes leaves in files is removed with the folder.
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, TMPDIR: folder } },
  )
  let tail = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-TAIL)
  })
  let over: number | undefined
  const began = performance.now()
  const watch = setInterval(() => {
    const now = performance.now()
    if (over === undefined && readCounts(file) !== undefined) over = now
    const isLate = now - began > TIMEOUT + options.calls * TIMEOUT_OF_CALL
    if (isLate || (over !== undefined && now - over > FAREWELL)) child.kill('SIGKILL')
  }, 100)
  const ended = await new Promise<string>((resolve) => {
    child.on('close', (code, signal) => resolve(signal ?? String(code)))
  })
  clearInterval(watch)
  const counts = readCounts(file)
  rmSync(folder, { recursive: true })
  if (ended === '0' && counts !== undefined) return counts
  const fault = counts === undefined ? 'crashed' : 'lingering'
  const told = counts ?? noCounts()
  told.faults.push(`the program ended by ${ended}, and said last: ${tail}`)
  return { ...told, [fault]: 1 }
}
