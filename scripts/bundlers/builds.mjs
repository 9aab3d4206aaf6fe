import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the example is. */
export const EXAMPLE = fileURLToPath(new URL('../../examples/bundlers/', import.meta.url))

const { scripts } = JSON.parse(readFileSync(join(EXAMPLE, 'package.json'), 'utf8'))

/** The commands of the example that build the page, by their names. */
export const BUILDS = Object.entries(scripts).filter(([, command]) => command.includes('dist/'))

/** The one that serves the page while it is written. */
export const DEVELOPMENT = scripts['vite:dev']

/** The commands are found as npm would find them. */
const environment = () => ({
  ...process.env,
  PATH: `${join(EXAMPLE, 'node_modules/.bin')}${delimiter}${process.env['PATH']}`,
  NO_COLOR: '1',
})

/**
 * Runs a command that builds the page, with a folder in place of `dist`.
 * @throws Error with all that was printed when it fails
 */
export const build = async (command, folder) => {
  const child = spawn(
    command.replace(/(?:\.\.\/)?\bdist\//, () => `${folder}/`),
    {
      cwd: EXAMPLE,
      env: environment(),
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  }
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(`"${command}" ended with ${code}:\n${output}`)
}
