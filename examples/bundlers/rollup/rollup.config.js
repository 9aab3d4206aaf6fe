import { nodeResolve } from '@rollup/plugin-node-resolve'
import { workers } from 'invoke/rollup'

export default {
  input: 'app/page.js',
  plugins: [nodeResolve({ browser: true }), workers()],
}
