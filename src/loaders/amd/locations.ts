import { badId, pluginRefused, type Wanted } from './faults.js'
import { isRelative, isUrl, isWholeUrl } from './names.js'

/** A place to which nothing can be appended. */
const COMPLETE = /^data:|^blob:|\?/

/** Takes `.` and `..` out of a path, as far as there is something before them. */
const withoutDots = (path: string): string => {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '.') continue
    if (segment === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else kept.push(segment)
  }
  return kept.join('/')
}

/** A name that is no URL, seen from a module whose id is none. */
const joined = (name: string, from: string | undefined): string => {
  const relative = isRelative(name) && from !== undefined
  return withoutDots(relative ? from.slice(0, from.lastIndexOf('/') + 1) + name : name)
}

/** Which id a name means, and where the module of an id is. An id is a path without `.js`, or a whole URL. */
export class Locations {
  private readonly base: string
  private readonly paths: ReadonlyMap<string, string>

  /**
   * @param base the URL of a folder, with a slash at its end
   * @param paths places by the beginnings of ids, relative to the base, or absolute
   */
  constructor(base: string, paths: ReadonlyMap<string, string>) {
    this.base = base
    this.paths = paths
  }

  /**
   * The id of the module that a name means.
   * @param by the module that needs it; its id is what relative names are relative to
   * @throws Error for a plugin, TypeError for what names no module
   */
  idOf(name: string, by: Wanted | undefined): string {
    if (name.includes('!')) throw pluginRefused(name, by)
    const id = this.resolve(name, by?.id)
    if (id === undefined || id === '') throw badId(name, by)
    return id
  }

  /** The id of a module that is defined by a name; plugins define such with `!`, which nobody can ask for here. */
  definedId(name: string): string {
    const id = this.resolve(name, undefined)
    if (id === undefined || id === '') throw badId(name, undefined)
    return id
  }

  /** The id of the module at a whole URL: below the base, it is the one by which other modules name it. */
  idAt(url: string): string {
    const { href } = new URL(url)
    if (!href.startsWith(this.base) || !href.endsWith('.js')) return href
    const id = href.slice(this.base.length, -'.js'.length)
    return id !== '' && this.scriptOf(id) === href ? id : href
  }

  /** The URL of the script in which a module is looked for. */
  scriptOf(id: string): string {
    return isUrl(id) ? new URL(id, this.base).href : this.place(id, '.js')
  }

  /** The URL of any file, which is named as a module is, and with its extension. */
  fileOf(name: string, from: string | undefined): string {
    if (isRelative(name) && from !== undefined && isWholeUrl(from)) return new URL(name, from).href
    const last = name.slice(name.lastIndexOf('/') + 1)
    const hasExtension = last.includes('.') && last !== '.' && last !== '..'
    const end = hasExtension ? name.lastIndexOf('.') : name.length
    const stem = joined(name.slice(0, end), from)
    if (isUrl(stem)) return new URL(name, this.base).href
    return this.place(stem, name.slice(end))
  }

  private resolve(name: string, from: string | undefined): string | undefined {
    try {
      if (isRelative(name) && from !== undefined && isWholeUrl(from)) {
        const { href } = new URL(name, from)
        return this.idAt(isUrl(name) ? href : `${href.replace(/\/$/, '')}.js`)
      }
      const id = isUrl(name) && !isRelative(name) ? name : joined(name, from)
      return isUrl(id) ? this.idAt(new URL(id, this.base).href) : id
    } catch {
      // Not every text with a colon is a URL.
      return undefined
    }
  }

  private place(id: string, extension: string): string {
    const segments = id.split('/')
    let path = id
    for (let length = segments.length; length > 0; length--) {
      const place = this.paths.get(segments.slice(0, length).join('/'))
      if (place === undefined) continue
      path = [place, ...segments.slice(length)].join('/')
      break
    }
    return new URL(COMPLETE.test(path) ? path : path + extension, this.base).href
  }
}
