/** Shows how far a run is: as a bar on a terminal, elsewhere as a plain line now and then. */
import logUpdate from 'log-update'
import { totalBytes } from './files.js'

/** @import { File } from './files.js' */

const BAR_WIDTH = 24

/** Drawing more often, in milliseconds, would only slow the run down. */
const REDRAW = 50

/** Percents from one plain line to the next. */
const STEP = 10

/**
 * @typedef {object} Progress
 * @property {(file: File) => void} add tells that a file is done
 * @property {() => void} end leaves the last state on the screen
 */

/**
 * Starts to show a run over all the files.
 * @param {string} name
 * @param {readonly File[]} files
 * @returns {Progress}
 */
export const showProgress = (name, files) => {
  const total = totalBytes(files)
  const started = performance.now()
  const painter = process.stdout.isTTY ? paintBar(name) : printSteps(name)
  let bytes = 0
  let count = 0
  return {
    add: (file) => {
      bytes += file.bytes
      count++
      const percent = count === files.length ? 100 : Math.floor((bytes / total) * 100)
      const speed = bytes / 1e3 / (performance.now() - started)
      painter.show(
        percent,
        `${String(percent).padStart(3)} %  ${count} of ${files.length} files  ${speed.toFixed(2)} MB/s`,
      )
    },
    end: () => painter.end(),
  }
}

/** @param {string} name */
const paintBar = (name) => {
  let painted = -Infinity
  return {
    /** @type {(percent: number, state: string) => void} */
    show: (percent, state) => {
      const now = performance.now()
      if (now - painted < REDRAW && percent < 100) return
      painted = now
      const full = Math.round((percent / 100) * BAR_WIDTH)
      logUpdate(`${name}  ${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${state}`)
    },
    end: () => logUpdate.done(),
  }
}

/** @param {string} name */
const printSteps = (name) => {
  let next = STEP
  return {
    /** @type {(percent: number, state: string) => void} */
    show: (percent, state) => {
      if (percent < next) return
      next = percent - (percent % STEP) + STEP
      console.log(`${name}  ${state}`)
    },
    end: () => undefined,
  }
}
