/** The Node part of the tests on every other line of Node, whose binaries come from npm. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { setUp } from './setup.mjs'

const LINES = [22, 24, 26]

setUp()
const outcomes = []
for (const line of LINES) {
  const folder = resolve('.nodes', String(line))
  const bin = join(folder, 'node_modules', 'node', 'bin')
  if (!existsSync(bin)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
    console.log(`Installing Node ${line}`)
    spawnSync(`npm install node@${line} --no-package-lock`, {
      cwd: folder,
      shell: true,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
  const node = join(bin, 'node')
  const env = { ...process.env, PATH: bin + delimiter + process.env.PATH }
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim()
  console.log(`\nNode ${version ?? `${line}: could not be installed`}`)
  const { status } = spawnSync(node, ['scripts/test.mjs', '--node-only'], { env, stdio: 'inherit' })
  outcomes.push(status === 0)
}
process.exitCode = outcomes.every(Boolean) ? 0 : 1
