import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The file in which workers note every function that begins: it survives whatever happens to them. */
export class Journal {
  private readonly folder = mkdtempSync(join(tmpdir(), 'invoke-chaos-'))
  readonly path = join(this.folder, 'journal')

  constructor() {
    writeFileSync(this.path, '')
  }

  /** The processes in which each call began, in order. */
  read(): Map<number, number[]> {
    const begun = new Map<number, number[]>()
    for (const line of readFileSync(this.path, 'utf8').split('\n')) {
      if (line === '') continue
      const [id, pid] = line.split(' ').map(Number) as [number, number]
      begun.set(id, [...(begun.get(id) ?? []), pid])
    }
    return begun
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}
