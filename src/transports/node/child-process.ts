import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { badOption } from '../../core/errors.js'
import type { Accept, Transport, WorkerSpec } from '../../core/transport.js'
import { Child } from './child.js'
import { inheritedExecArgv } from './exec-argv.js'
import { foreignGrantIn, withoutForeignGrants } from './foreign-grants.js'
import { travelOf } from './native.js'
import { mapNodeOptions } from './node-options.js'
import { keepFromOrphanage } from './orphans.js'
import { parallelism } from './parallelism.js'
import { permissionFlags, type PermissionModel } from './permission-flags.js'

/** Bulk reads are fastest into this much (bench/pool). */
const READ_BUFFER = 256 * 1024

/** A start that failed before there was a process. */
const failed = (accept: Accept, error: unknown): void => {
  const nothing = () => undefined
  const receiver = accept({ send: () => true, hold: nothing, close: nothing, kill: nothing })
  queueMicrotask(() => receiver.closed({ kind: 'failed', error }))
}

/** Workers run the same Node. */
const model: PermissionModel = {
  version: process.versions.node,
  // Made when it is asked for: few pools have permissions.
  get flags() {
    return process.allowedNodeEnvironmentFlags
  },
}

/** The flags of a worker. */
const flagsOf = (entry: string, { execArgv, permissions }: Omit<WorkerSpec, 'id'>): string[] => {
  const flags = execArgv ?? inheritedExecArgv(process.execArgv)
  if (permissions === undefined) return [...flags]
  const own = [entry, `${entry}.map`]
  // In front: behind something that is no flag, they would count for nothing.
  return [
    ...permissionFlags(permissions, own, model),
    ...(execArgv === undefined ? withoutForeignGrants(flags) : flags),
  ]
}

/** The environment of a worker, in which nothing may add to its permissions. */
const environmentOf = ({ env, permissions }: WorkerSpec): NodeJS.ProcessEnv => {
  const variables = { ...(env ?? process.env) }
  if (permissions === undefined) return variables
  for (const [name, value] of Object.entries(variables)) {
    // In any case, for Windows.
    if (value === undefined || name.toUpperCase() !== 'NODE_OPTIONS') continue
    variables[name] = mapNodeOptions(value, withoutForeignGrants)
  }
  return variables
}

const start = (entry: string, spec: WorkerSpec): ChildProcess =>
  spawn(process.execPath, [...flagsOf(entry, spec), entry], {
    // Output passes through. Input stays with the parent: workers would fight over it. Errors go through
    // its hands, because the last of them tell what a worker died of.
    stdio: ['ignore', 'inherit', 'pipe', 'ipc', 'pipe'],
    cwd: spec.cwd,
    env: environmentOf(spec),
    windowsHide: true,
  })

/** Why there is no process, in words of its own where Node only says that something was restricted. */
const whyNot = (error: unknown): unknown =>
  (error as NodeJS.ErrnoException).code === 'ERR_ACCESS_DENIED'
    ? new Error(
        'this process itself runs under the permission model, and may not start others: it needs --allow-child-process',
        { cause: error },
      )
    : error

/** Workers that are child processes of this one. `entry` is the file that they run. */
export const childProcess = (entry: URL): Transport => {
  const buffer = Buffer.allocUnsafeSlow(READ_BUFFER)
  const path = fileURLToPath(entry)
  return {
    name: 'child process',
    parallelism: parallelism(),
    attach: travelOf,
    checkPermissions: (spec) => {
      const { execArgv = [] } = spec
      const grant = foreignGrantIn(execArgv)
      if (grant !== undefined) {
        throw badOption(
          `the pool option "execArgv" has ${grant}, by which a worker could be permitted more than "permissions" says`,
        )
      }
      flagsOf(path, spec)
    },
    open: (spec, accept) => {
      let process
      try {
        process = start(path, spec)
      } catch (error) {
        failed(accept, whyNot(error))
        return
      }
      if (process.pid !== undefined) keepFromOrphanage(process, path)
      const child = new Child(process, buffer)
      child.receiver = accept(child)
    },
  }
}
