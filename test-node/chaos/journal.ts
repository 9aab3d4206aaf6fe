import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A function that began. */
export interface Begun {
  readonly id: number
  readonly pid: number
  /** In microseconds, on a clock of the whole machine. */
  readonly at: number
  /** When it ended, where it notes that. */
  end: number | undefined
}

/** The file in which workers note every function that begins: it survives whatever happens to them. */
export class Journal {
  private readonly folder = mkdtempSync(join(tmpdir(), 'invoke-chaos-'))
  readonly path = join(this.folder, 'journal')

  constructor() {
    writeFileSync(this.path, '')
  }

  /** In the order of their beginnings. */
  read(): Begun[] {
    const begun: Begun[] = []
    const last = new Map<number, Begun>()
    for (const line of readFileSync(this.path, 'utf8').split('\n')) {
      if (line === '') continue
      const [id, pid, at] = line.split(' ').map(Number) as [number, number, number]
      const before = last.get(id)
      if (before !== undefined && line.endsWith('end')) {
        before.end = at
        continue
      }
      const one: Begun = { id, pid, at, end: undefined }
      begun.push(one)
      last.set(id, one)
    }
    return begun.toSorted((a, b) => a.at - b.at)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}
