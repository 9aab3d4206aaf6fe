/** `invoke/rollup`: a plugin for Rollup, which by itself leaves the URLs of workers as they are. */
import { MagicString } from 'magic-string'

/** What the plugin uses of Rollup's context: the types of Rollup need not be there. */
export interface RollupContext {
  parse(code: string): object
  resolve(
    source: string,
    importer: string,
  ): Promise<{ readonly id: string; readonly external: boolean | 'absolute' } | null>
  emitFile(chunk: {
    readonly type: 'chunk'
    readonly id: string
    readonly preserveSignature: false
  }): string
  error(message: string, position: number): never
}

/** A plugin as Rollup takes it. */
export interface WorkersPlugin {
  readonly name: string
  readonly transform: {
    readonly order: 'post'
    handler(
      this: RollupContext,
      code: string,
      id: string,
    ): Promise<{ code: string; map: string } | null>
  }
  resolveFileUrl(file: {
    readonly format: string
    readonly referenceId: string | null
    readonly relativePath: string
  }): string | null
}

/** A node of the syntax tree: what is looked at here, among much else. */
interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly name?: unknown
  readonly value?: unknown
  readonly computed?: boolean
  readonly callee?: SyntaxNode
  readonly object?: SyntaxNode
  readonly property?: SyntaxNode
  readonly arguments?: readonly SyntaxNode[]
}

/** Where a module says what a worker is made of. */
interface WorkerUrl {
  readonly path: string
  readonly start: number
  readonly end: number
}

/** Whether it is `new Name(…)` with one of the names. */
const isMade = (node: SyntaxNode | undefined, ...names: readonly string[]): boolean =>
  node?.type === 'NewExpression' &&
  node.callee?.type === 'Identifier' &&
  names.includes(node.callee.name as string)

const isOwnUrl = (node: SyntaxNode | undefined): boolean =>
  node?.type === 'MemberExpression' &&
  node.computed === false &&
  node.object?.type === 'MetaProperty' &&
  node.property?.name === 'url'

/** Not a path of a server, and no URL. */
const isRelative = (path: unknown): path is string =>
  typeof path === 'string' && !/^(?:\/|[a-z][a-z\d+.-]*:)/i.test(path)

/** What `new Worker(new URL('…', import.meta.url), …)` names, if it is that. */
const workerUrlOf = (node: SyntaxNode): WorkerUrl | undefined => {
  if (!isMade(node, 'Worker', 'SharedWorker')) return undefined
  const [url] = node.arguments ?? []
  if (!isMade(url, 'URL')) return undefined
  const [path, base] = url?.arguments ?? []
  if (path?.type !== 'Literal' || !isRelative(path.value) || !isOwnUrl(base)) return undefined
  return { path: path.value, start: path.start, end: path.end }
}

/** Without recursion, because a long sum is a deep tree. */
const workerUrlsOf = (program: object): WorkerUrl[] => {
  const found: WorkerUrl[] = []
  const waiting: unknown[] = [program]
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (typeof value !== 'object' || value === null) continue
    // A node, or a list of them.
    for (const part of Object.values<unknown>(value as Record<string, unknown>)) waiting.push(part)
    const url = workerUrlOf(value as SyntaxNode)
    if (url !== undefined) found.push(url)
  }
  return found
}

const withDot = (path: string): string => (/^\.\.?\//.test(path) ? path : `./${path}`)

/**
 * Builds the files of workers that are made by `new Worker(new URL('./file.js', import.meta.url), …)` or `new SharedWorker(…)`,
 * and names what was built in their place.
 */
export const workers = (): WorkersPlugin => {
  const built = new Set<string | null>()
  return {
    name: 'invoke-workers',
    transform: {
      // Behind those that turn other languages into JavaScript, wherever they stand.
      order: 'post',
      async handler(code, id) {
        if (!/\bnew\s+(?:Shared)?Worker\b/.test(code) || !code.includes('import.meta')) return null
        const edited = new MagicString(code)
        for (const { path, start, end } of workerUrlsOf(this.parse(code))) {
          const file = await this.resolve(withDot(path), id)
          if (file === null) this.error(`there is no file ${path} to make a worker of`, start)
          if (file.external !== false) continue
          const chunk = this.emitFile({ type: 'chunk', id: file.id, preserveSignature: false })
          built.add(chunk)
          edited.overwrite(start, end, `import.meta.ROLLUP_FILE_URL_${chunk}`)
        }
        if (!edited.hasChanged()) return null
        return {
          code: edited.toString(),
          map: edited.generateMap({ hires: 'boundary' }).toString(),
        }
      },
    },
    // The expression stays one that bundlers know, should the output be bundled again.
    resolveFileUrl: ({ format, referenceId, relativePath }) =>
      format === 'es' && built.has(referenceId) ? JSON.stringify(withDot(relativePath)) : null,
  }
}
