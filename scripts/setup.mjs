/** Brings a clone into a state in which its scripts run. */
import { execSync, spawnSync } from 'node:child_process'
import { cpSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** npm writes it last, whereas the folder's own time tells nothing about its content. */
const INSTALLED = ['node_modules/.package-lock.json']

/** @param {string} path */
const modified = (path) => statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs ?? 0

/** @param {string} folder */
const inside = (folder) =>
  readdirSync(join(ROOT, folder), { recursive: true }).map((name) => join(folder, String(name)))

/**
 * Whether one of the files made is missing, or older than one of their sources.
 * @param {readonly string[]} made
 * @param {readonly string[]} sources
 */
const isStale = (made, sources) => {
  const oldest = Math.min(...made.map(modified))
  return oldest === 0 || oldest < Math.max(...sources.map(modified))
}

/**
 * @param {string} announcement
 * @param {string} command
 * @param {string} folder
 */
const run = (announcement, command, folder = '.') => {
  console.log(`${announcement} (${command})`)
  // One string in a shell, because npm is a batch file on Windows.
  const options = { cwd: join(ROOT, folder), shell: true, stdio: 'inherit' }
  const { status } = spawnSync(command, options)
  if (status === 0) return
  console.error(`"${command}" failed.`)
  process.exit(status ?? 1)
}

/** The files of the package. */
const packed = () => {
  const [{ files }] = JSON.parse(
    execSync('npm pack --dry-run --json', { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' }),
  )
  return files.map(({ path }) => path)
}

/** Installs what is missing or out of date. A step that fails ends the process. */
export const install = () => {
  if (isStale(INSTALLED, ['package-lock.json'])) {
    // All packages for development, even where the environment says "production".
    run('Installing the packages', 'npm ci --include=dev')
  }
}

/**
 * Installs and builds what is missing or out of date, and the packages of a folder that has its own. Of the library, that folder
 * has what its users would have now: not a link, but the files of the package.
 * @param {string} folder
 */
export const setUpWith = (folder) => {
  setUp()
  if (isStale([`${folder}/node_modules/.package-lock.json`], [`${folder}/package-lock.json`])) {
    run(`Installing the packages of ${folder}`, 'npm ci --include=dev', folder)
  }
  const place = `${folder}/node_modules/invoke`
  if (!isStale([`${place}/package.json`], ['package.json', ...inside('dist')])) return
  console.log(`Copying the library to ${folder}`)
  rmSync(join(ROOT, place), { recursive: true, force: true })
  for (const file of packed()) cpSync(join(ROOT, file), join(ROOT, place, file))
}

/** Installs and builds what is missing or out of date. */
export const setUp = () => {
  install()
  const sources = ['rollup.config.mjs', 'src', ...inside('src'), ...inside('tsconfig')]
  if (isStale(['dist/index.js', 'dist/child.cjs'], sources)) {
    run('Building the library', 'npm run build')
  }
}
