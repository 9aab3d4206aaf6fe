/** Serves the pages of this bench on a port of its own of 127.0.0.1. */
import { listen } from '../../scripts/browser/listen.mjs'

/** With these, clocks are exact to 5 µs; without, to 100. */
const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cache-control': 'no-store',
}

const PAGE = `<!doctype html>
<meta charset="utf-8">
<title>bench</title>
<link rel="icon" href="data:,">
<script type="module" src="/page/driver.js"></script>
`

/** @param bundles texts of scripts by their paths */
export const serve = (bundles) =>
  listen((request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1')
    const script = bundles.get(pathname.slice(1))
    const [status, type, text] =
      pathname === '/'
        ? [200, 'text/html', PAGE]
        : script === undefined
          ? [404, 'text/plain', '']
          : [200, 'text/javascript', script]
    response.writeHead(status, { ...HEADERS, 'content-type': type }).end(text)
  })
