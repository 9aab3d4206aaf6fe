import type { PlaceHost } from '../amd/options.js'

const HAS_SCHEME = /^https?:/

/** AMD scripts of browsers come from servers. */
export const servers: PlaceHost = {
  folders: 'a URL of http: or https:, or a path that begins with a slash',
  isFolder: (text) => text.startsWith('/') || HAS_SCHEME.test(text),
  absolute: (place) => (place.startsWith('/') ? new URL(place, location.origin).href : place),
}
