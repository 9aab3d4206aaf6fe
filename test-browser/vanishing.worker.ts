/** An entry that keeps the browser's own way to end a worker, of which nobody is told. */
Object.assign(globalThis, { vanish: self.close.bind(self) })

// By a URL, which no bundler follows: it is to come later.
void import(new URL('./entry.worker.js', import.meta.url).href)
