/** Runs a job in a fresh process, and ends whatever it leaves behind. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** How long a whole job may take, when its own timeouts do not fire: it may be in a tight loop. */
const PATIENCE = 150_000

/** As little as possible of what this machine adds to every start of Node. */
const environment = () => {
  const { NODE_EXTRA_CA_CERTS: _certificates, NODE_OPTIONS: _options, ...env } = process.env
  return env
}

const running = new Set()

/** Workers are in the process group of the job, unless they left it. */
const endGroup = (pid) => {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // Nothing is left.
  }
}

/** No job outlives this process, whatever ends it. */
export const endJobsWithThis = () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      for (const pid of running) endGroup(pid)
      process.exit(1)
    })
  }
}

const brief = (text) => text.replaceAll(ROOT, '').split('\n')[0].slice(0, 80)

/**
 * @param command a program and its arguments; it tells a line of JSON on fd 3 for each workload
 * @param workloads each with its `measures`, in the order in which they are told
 * @param patience milliseconds that it may take
 * @returns what each workload told: `{ measures, values }` or `{ measures, failed }`
 */
export const runJob = async (command, workloads, patience = PATIENCE) => {
  const job = spawn(command[0], command.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: environment(),
    detached: process.platform !== 'win32',
  })
  running.add(job.pid)
  let told = ''
  let errors = ''
  job.stdio[3].setEncoding('utf8').on('data', (text) => {
    told += text
  })
  job.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text
  })
  let late = false
  const timer = setTimeout(() => {
    late = true
    endGroup(job.pid)
  }, patience)
  const [code, signal] = await new Promise((resolve) => {
    job.once('error', (error) => resolve([error.message, null]))
    job.once('exit', (...how) => {
      endGroup(job.pid)
      // Not 'close' alone: a worker that survived would keep a pipe open.
      const end = () => resolve(how)
      job.once('close', end)
      setTimeout(end, 1000).unref()
    })
  })
  clearTimeout(timer)
  running.delete(job.pid)
  const outcomes = told
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .map((outcome) =>
      outcome.failed === undefined ? outcome : { ...outcome, failed: brief(outcome.failed) },
    )
  const how = late ? `no end after ${patience / 1000} s` : `ended with ${signal ?? code}`
  const reason = /^\w*Error.*$/m.exec(errors)?.[0] ?? ''
  for (const { measures } of workloads.slice(outcomes.length)) {
    outcomes.push({ measures, failed: brief(`${how} ${reason}`.trim()) })
  }
  return outcomes
}
