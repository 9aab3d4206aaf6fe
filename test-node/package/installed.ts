import { execSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** An empty folder into which the package was packed and installed, as its users would have it. */
export interface Installed {
  readonly folder: string
  /** The files of the package, with their folders. */
  readonly files: readonly string[]
  remove(): void
}

export const installPackage = (): Installed => {
  const folder = mkdtempSync(join(tmpdir(), 'invoke-package-'))
  execSync(`npm pack --pack-destination "${folder}"`, { cwd: root, stdio: 'pipe' })
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) as string
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }')
  execSync(`npm install --offline --no-audit --no-fund "./${tarball}"`, {
    cwd: folder,
    stdio: 'pipe',
  })
  const files = readdirSync(join(folder, 'node_modules', 'invoke'), { recursive: true })
  return {
    folder,
    files: files.map((name) => String(name).replaceAll('\\', '/')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
