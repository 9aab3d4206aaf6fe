/** What pages and workers load: each entry is one file with all that it imports. */
import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))

/** workerpool asks for them where it finds itself in Node. */
const OF_NODE = ['os', 'child_process', 'worker_threads']

/**
 * @param entries paths, beginning at this folder, without their ending
 * @param readable for a profile: names are kept, and a source map is there
 * @returns texts by path
 */
export const bundle = async (entries, readable) => {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: entries.map((entry) => `${entry}.mjs`),
    outdir: here,
    outbase: here,
    bundle: true,
    minify: !readable,
    sourcemap: readable ? 'inline' : false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    define: { 'process.env.NODE_ENV': '"production"' },
    // The loader of AMD modules is loaded only when someone asks for it: nobody does here.
    external: [...OF_NODE, './browser-amd-loader.js'],
    logLevel: 'error',
    write: false,
  })
  return new Map(
    outputFiles.map(({ path, text }) => [path.slice(here.length).replaceAll('\\', '/'), text]),
  )
}
