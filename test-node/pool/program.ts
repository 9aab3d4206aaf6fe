import { spawn } from 'node:child_process'

/** How a program ended, and what it wrote. */
export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** A program of a user's, in a process of its own. */
export interface Program {
  readonly pid: number
  readonly ended: Promise<Ended>
  /** Resolves with the first line that it prints. */
  readonly firstLine: Promise<string>
  /** Resolves once it has printed a text; ends with the program when it never does. */
  printed(text: string): Promise<void>
}

/** How a program is started. */
export interface Start {
  /** A command before it, which must become the program: `['setpriv', '--clear-groups']`. */
  readonly under?: readonly string[]
  /** In a group of processes of its own, as at a terminal. @default false */
  readonly grouped?: boolean
}

/** Starts an ES module given as text; `import` in it resolves as in a file of this project. */
export const startProgram = (
  source: string,
  flags: readonly string[] = [],
  { under = [], grouped = false }: Start = {},
): Program => {
  const [command, ...parameters] = [...under, process.execPath]
  const child = spawn(command, [...parameters, ...flags, '--input-type=module', '-e', source], {
    cwd: new URL('../..', import.meta.url),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: grouped,
  })
  let stdout = ''
  let stderr = ''
  let isOver = false
  const firstLine = new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      const end = stdout.indexOf('\n')
      if (end >= 0) resolve(stdout.slice(0, end))
    })
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      isOver = true
      resolve({ code, signal, stdout, stderr })
    })
  })
  const printed = async (text: string) => {
    await until(() => isOver || stdout.includes(text))
    if (!stdout.includes(text)) throw new Error(`it never printed "${text}": ${stdout}${stderr}`)
  }
  return { pid: child.pid as number, ended, firstLine, printed }
}

/** Whether a process is there, and not only waiting to be reaped. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/** Waits until a condition holds; the test's own timeout ends it when it never does. */
export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await pause(10)
}
