import { spawn } from 'node:child_process'

/** A step that hangs must not hang everything. */
const TIMEOUT = 5 * 60_000

/** How many tests a run of uvu counted, or one for a step that is no run of it. */
const countOf = (output, ok) => {
  const total = /^ {2}Total: +(\d+)/m.exec(output)
  const passed = /^ {2}Passed: +(\d+)/m.exec(output)
  if (!total || !passed) return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 }
  const failed = Number(total[1]) - Number(passed[1])
  // A run may fail beside its tests: by a suite that was never run, or by not ending.
  return { passed: Number(passed[1]), failed: ok ? failed : Math.max(1, failed) }
}

/** Runs one step, prints one line, and everything that it said when it failed. */
export const runStep = (name, command) =>
  new Promise((resolve) => {
    const began = performance.now()
    // A group of its own, so that whatever it started ends with it.
    const child = spawn(command, {
      shell: true,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text
      })
    }
    const timer = setTimeout(() => {
      output += `\n"${command}" did not end within ${TIMEOUT / 1000} s\n`
      if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL')
      else process.kill(-child.pid, 'SIGKILL')
    }, TIMEOUT)
    child.on('close', (code) => {
      clearTimeout(timer)
      const seconds = ((performance.now() - began) / 1000).toFixed(1)
      const outcome = countOf(output, code === 0)
      const tests = outcome.passed + outcome.failed
      console.log(
        `${outcome.failed > 0 ? '✘' : '✔'} ${name.padEnd(40)} ${String(tests).padStart(4)} ${seconds.padStart(7)} s`,
      )
      if (outcome.failed > 0) console.log(output)
      resolve(outcome)
    })
  })
