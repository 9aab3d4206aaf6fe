import { VERSION } from '../../core/frame/layout.js'

/** What the parts of a pool are called that the pages of an origin share. Pages of another version of the protocol share nothing. */
export class Names {
  /** The lock of whoever looks for a worker. */
  readonly election: string
  /** Where pages tell each other which workers are killed. */
  readonly channel: string
  private readonly base: string

  /**
   * @param pool the name of the pool
   * @param href where the script of its workers is
   */
  constructor(pool: string, href: string) {
    this.base = `invoke/${VERSION}/${encodeURIComponent(pool)}/${encodeURIComponent(href)}`
    this.election = `${this.base}/election`
    this.channel = `${this.base}/kills`
  }

  /** A worker, and the lock that it holds. */
  worker(id: string): string {
    return `${this.base}/worker/${id}`
  }

  /** The lock of a page that starts a worker. */
  starting(id: string): string {
    return `${this.base}/starting/${id}`
  }

  /** The lock of pages that have killed a worker, until it is gone. */
  killed(id: string): string {
    return `${this.base}/killed/${id}`
  }

  /** What stands behind the beginning of a name, for all names that begin so. */
  idsOf(kind: 'worker' | 'starting' | 'killed', names: readonly string[]): string[] {
    const beginning = `${this.base}/${kind}/`
    return names
      .filter((name) => name.startsWith(beginning))
      .map((name) => name.slice(beginning.length))
      .filter((id) => !id.includes('/'))
  }

  /** The page for which a worker is busy, by the names of all locks; `undefined` when it is for none. */
  pageOf(id: string, names: readonly string[]): string | undefined {
    const beginning = busyName(this.worker(id), '')
    const name = names.find((each) => each.startsWith(beginning))
    return name === undefined ? undefined : decodeURIComponent(name.slice(beginning.length))
  }
}

/**
 * The lock that a worker holds while it is busy for a page.
 * @param worker the name of the worker
 * @param page the name of the page's lock
 */
export const busyName = (worker: string, page: string): string =>
  `${worker}/busy/${encodeURIComponent(page)}`
