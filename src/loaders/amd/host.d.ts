/** The one global beside core's own that AMD may assume of its host: it is compiled without the types of any. */
declare class URL {
  constructor(url: string, base?: string)
  readonly href: string
}
