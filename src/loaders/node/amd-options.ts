import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { PlaceHost } from '../amd/options.js'

/** AMD scripts of Node are files. */
export const files: PlaceHost = {
  folders: 'a file: URL or an absolute path',
  isFolder: (text) => isAbsolute(text) || text.startsWith('file:'),
  absolute: (place) => (isAbsolute(place) ? pathToFileURL(place).href : place),
}
