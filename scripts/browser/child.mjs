import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { within } from './within.mjs'

const GUARD = fileURLToPath(new URL('guard.mjs', import.meta.url))

/** How much of what a program says is kept for the one who wonders what went wrong. */
const KEPT = 20_000

/** What it stores, for its user or for a while, it stores in the folder. */
const homeAt = (folder) => ({
  HOME: folder,
  TMPDIR: folder,
  XDG_CACHE_HOME: undefined,
  XDG_CONFIG_HOME: undefined,
  XDG_DATA_HOME: undefined,
})

/** A program that does not outlive this process, with a folder of its own that does not either. */
export class Child {
  /**
   * @param {string} path
   * @param {(folder: string) => readonly string[]} argsFor its arguments
   * @param {NodeJS.ProcessEnv} env what it is told besides
   */
  constructor(path, argsFor, env = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'invoke-browser-'))
    this.path = path
    this.said = ''
    this.process = spawn(process.execPath, [GUARD, folder, path, ...argsFor(folder)], {
      env: { ...process.env, ...homeAt(folder), ...env },
      // What ends this process by force, and its group, must leave the guard to clear up.
      detached: true,
      stdio: 'pipe',
    })
    this.ended = new Promise((resolve) => {
      this.process.on('close', (code) => resolve(`it ended with ${code}`))
    })
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        this.said = (this.said + text).slice(-KEPT)
      })
    }
  }

  /**
   * What it says, once that matches.
   * @param {RegExp} pattern
   * @returns {Promise<RegExpExecArray>}
   */
  says(pattern) {
    const heard = new Promise((resolve) => {
      const look = () => {
        const match = pattern.exec(this.said)
        if (match !== null) resolve(match)
      }
      this.process.stdout.on('data', look)
      this.process.stderr.on('data', look)
    })
    return this.answers(heard)
  }

  /**
   * What comes of a promise, unless this ends before, or it takes too long.
   * @template T
   * @param {Promise<T>} promise
   * @returns {Promise<T>}
   */
  async answers(promise) {
    const fail = (how) => {
      throw new Error(how)
    }
    try {
      return await within('it', Promise.race([promise, this.ended.then(fail)]))
    } catch (error) {
      throw new Error(`${this.path}: ${error.message}\n${this.said}`, { cause: error })
    }
  }

  async end() {
    this.process.stdin.end()
    await this.ended
  }
}
