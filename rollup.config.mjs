import typescript from '@rollup/plugin-typescript'

const source = () =>
  typescript({ tsconfig: 'tsconfig/build.json', filterRoot: process.cwd(), noEmitOnError: true })
const external = [/^node:/]

// The child's entry is one CommonJS file: it starts a few milliseconds earlier than an ES module.
export default [
  {
    input: { index: 'src/index.ts', clone: 'src/clone.ts' },
    output: { dir: 'dist', format: 'es', sourcemap: true, chunkFileNames: '[name].js' },
    external,
    plugins: [source()],
  },
  {
    input: { child: 'src/child.ts' },
    output: { dir: 'dist', format: 'cjs', entryFileNames: '[name].cjs', sourcemap: true },
    external,
    plugins: [source()],
  },
]
