import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Accept, Transport, WorkerSpec } from '../../core/transport.js'
import { Child } from './child.js'
import { inheritedExecArgv } from './exec-argv.js'
import { keepFromOrphanage } from './orphans.js'
import { travelOf } from './native.js'
import { parallelism } from './parallelism.js'

/** Bulk reads are fastest into this much (bench/pool). */
const READ_BUFFER = 256 * 1024

/** A start that failed before there was a process. */
const failed = (accept: Accept, error: unknown): void => {
  const nothing = () => undefined
  const receiver = accept({ send: () => true, hold: nothing, close: nothing, kill: nothing })
  queueMicrotask(() => receiver.closed({ kind: 'failed', error }))
}

const start = (entry: string, spec: WorkerSpec): ChildProcess =>
  spawn(process.execPath, [...(spec.execArgv ?? inheritedExecArgv(process.execArgv)), entry], {
    // Output passes through. Input stays with the parent: workers would fight over it. Errors go through
    // its hands, because the last of them tell what a worker died of.
    stdio: ['ignore', 'inherit', 'pipe', 'ipc', 'pipe'],
    cwd: spec.cwd,
    env: { ...(spec.env ?? process.env) },
    windowsHide: true,
  })

/** Workers that are child processes of this one. `entry` is the file that they run. */
export const childProcess = (entry: URL): Transport => {
  const buffer = Buffer.allocUnsafeSlow(READ_BUFFER)
  const path = fileURLToPath(entry)
  return {
    name: 'child process',
    parallelism: parallelism(),
    attach: travelOf,
    open: (spec, accept) => {
      let process
      try {
        process = start(path, spec)
      } catch (error) {
        failed(accept, error)
        return
      }
      if (process.pid !== undefined) keepFromOrphanage(process, path)
      const child = new Child(process, buffer)
      child.receiver = accept(child)
    },
  }
}
