import { readdirSync, readFileSync } from 'node:fs'

/** A program of the documentation, with the files it needs and what it prints. */
export interface Sample {
  readonly title: string
  /** The text of each file by its name. */
  readonly files: ReadonlyMap<string, string>
  /** The file that is run. */
  readonly program: string
  readonly output: string
}

const root = new URL('../../', import.meta.url)

/** A block of JavaScript whose first line is a comment that names a file, or a block of output. */
const BLOCK = /^```(js|text)\n([\s\S]*?)^```$/gm
const NAME = /^\/\/ ([\w.-]+\.m?js)\n/

/**
 * The programs in the README and the guides: a block of JavaScript that begins with the name of a file
 * is that file; a block of text after one is what running the file prints.
 */
export const readSamples = (): Sample[] => {
  const guides = readdirSync(new URL('docs/', root)).map((name) => `docs/${name}`)
  return ['README.md', ...guides]
    .filter((name) => name.endsWith('.md'))
    .flatMap((page) => samplesOf(page, readFileSync(new URL(page, root), 'utf8')))
}

const samplesOf = (page: string, markdown: string): Sample[] => {
  const samples: Sample[] = []
  const files = new Map<string, string>()
  let last: string | undefined
  for (const [, language, text = ''] of markdown.matchAll(BLOCK)) {
    if (language === 'js') {
      last = NAME.exec(text)?.[1]
      if (last === undefined) throw new Error(`${page}: a block of js names no file:\n${text}`)
      files.set(last, text)
    } else if (last !== undefined) {
      const title = `${page}, ${last} (${samples.length + 1})`
      samples.push({ title, files: new Map(files), program: last, output: text })
      last = undefined
    }
  }
  return samples
}
