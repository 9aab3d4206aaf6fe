/** An example, from a fresh clone on: `node scripts/example.mjs name [arguments]`. */
import { setUp } from './setup.mjs'

// What follows the name is the example's own, in the places where it would stand without this script.
const [name = ''] = process.argv.splice(2, 1)
if (!/^[a-z]+$/.test(name)) throw new TypeError('the first argument is the name of an example')

setUp()
// Not a static import: before the setup there may be nothing that it could import.
await import(`../examples/${name}/main.js`)
