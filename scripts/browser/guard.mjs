/**
 * Runs a program that ends with the process that has started this one, whatever ends that: its standard input is closed then.
 * The folder goes with it: `node guard.mjs FOLDER PROGRAM [ARGUMENT]…`.
 */
import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'

/** How long the program may take to end when it is asked to, in milliseconds. */
const GRACE = 5000

const [folder, program, ...args] = process.argv.slice(2)
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })

const leave = async (code) => {
  // What it had started may still write there.
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  process.exit(code)
}
child.on('exit', (code) => void leave(code ?? 1))
child.on('error', (error) => {
  console.error(error.message)
  void leave(1)
})

process.stdin.resume().on('close', () => {
  setTimeout(() => child.kill('SIGKILL'), GRACE)
  child.kill()
})
