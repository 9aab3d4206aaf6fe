import commonjs from '@rollup/plugin-commonjs'
import resolve from '@rollup/plugin-node-resolve'
import typescript from '@rollup/plugin-typescript'

const source = () =>
  typescript({ tsconfig: 'tsconfig/build.json', filterRoot: process.cwd(), noEmitOnError: true })
const external = [/^node:/]

// The child's entry is one CommonJS file: it starts a few milliseconds earlier than an ES module.
export default [
  {
    input: { index: 'src/index.ts', clone: 'src/clone.ts', loaders: 'src/loaders.ts' },
    output: { dir: 'dist', format: 'es', sourcemap: true, chunkFileNames: '[name].js' },
    external,
    plugins: [source()],
  },
  // Apart from Node's, whose entries would be cut into smaller pieces for what they have in common.
  {
    input: {
      browser: 'src/browser.ts',
      worker: 'src/worker.ts',
      'browser-loaders': 'src/browser-loaders.ts',
    },
    output: { dir: 'dist', format: 'es', sourcemap: true, chunkFileNames: 'browser-[name].js' },
    plugins: [source()],
  },
  // What it takes of core-js comes along: the package itself depends on nothing.
  {
    input: { polyfill: 'src/polyfill.ts' },
    output: {
      dir: 'dist',
      format: 'es',
      sourcemap: true,
      banner:
        '/*! Includes parts of core-js 3, MIT License: https://github.com/zloirock/core-js */',
    },
    plugins: [resolve(), commonjs(), source()],
  },
  // With all that it takes of magic-string.
  {
    input: { rollup: 'src/rollup.ts' },
    output: {
      dir: 'dist',
      format: 'es',
      sourcemap: true,
      banner:
        '/*! Includes magic-string and @jridgewell/sourcemap-codec, MIT License: https://github.com/Rich-Harris/magic-string, https://github.com/jridgewell/sourcemaps */',
    },
    plugins: [resolve(), source()],
  },
  {
    input: { child: 'src/child.ts' },
    output: {
      dir: 'dist',
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name].cjs',
      sourcemap: true,
    },
    external,
    plugins: [source()],
  },
]
