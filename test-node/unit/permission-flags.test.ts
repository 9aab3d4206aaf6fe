import * as assert from 'uvu/assert'
import { pathToFileURL } from 'node:url'
import type { Permissions } from '../../src/core/permissions.js'
import {
  permissionFlags,
  type PermissionModel,
} from '../../src/transports/node/permission-flags.js'
import { suite } from '../suite.js'

const test = suite('permission flags')

const FIRST = ['--allow-fs-read', '--allow-fs-write', '--allow-child-process', '--allow-worker']
const NODE_22 = ['--permission', ...FIRST, '--allow-addons', '--allow-wasi']

const node = (version: string, ...flags: string[]): PermissionModel => ({
  version,
  flags: new Set(flags),
})

/** What each line of Node has. */
const nodes = {
  18: node('18.20.0'),
  20.6: node('20.6.0', '--experimental-permission', ...FIRST),
  20.7: node('20.7.0', '--experimental-permission', ...FIRST),
  20.2: node('20.20.2', '--experimental-permission', ...FIRST, '--allow-addons', '--allow-wasi'),
  22: node('22.23.3', '--experimental-permission', ...NODE_22),
  24: node('24.21.0', ...NODE_22, '--allow-inspector'),
  26: node('26.10.0', ...NODE_22, '--allow-inspector', '--allow-net', '--allow-ffi'),
}

const flags = (permissions: Permissions, model = nodes[26], own: readonly string[] = []) =>
  permissionFlags(permissions, own, model)

const refused = (permissions: Permissions, model: PermissionModel, message: RegExp) =>
  assert.throws(
    () => flags(permissions, model),
    (error: Error & { code?: string }) => {
      assert.instance(error, TypeError)
      assert.is(error.code, 'INVOKE_OPTION')
      assert.match(error.message, message)
      return true
    },
  )

test('the model is switched on by the flag that there is', () => {
  assert.equal(flags({}, nodes[20.7]), ['--experimental-permission'])
  assert.equal(flags({}, nodes[20.2]), ['--experimental-permission'])
  for (const line of [22, 24, 26] as const) assert.equal(flags({}, nodes[line]), ['--permission'])
})

test('a Node without the model, or with lists of another kind, is refused', () => {
  refused({}, nodes[18], /Node 20\.7 and later, which this Node, 18\.20\.0, does not have/)
  refused({}, nodes[20.6], /this Node, 20\.6\.0/)
})

test('each permission has its flag', () => {
  const all = { childProcess: true, worker: true, addons: true, wasi: true, net: true }
  assert.equal(flags({ ...all, inspector: true, ffi: true, read: true, write: true }), [
    '--permission',
    '--allow-fs-read=*',
    '--allow-fs-write=*',
    '--allow-child-process',
    '--allow-worker',
    '--allow-addons',
    '--allow-wasi',
    '--allow-net',
    '--allow-inspector',
    '--allow-ffi',
  ])
})

test('what is false or not mentioned has none', () => {
  const none = { childProcess: false, worker: false, addons: false, wasi: false, net: false }
  assert.equal(flags({ ...none, inspector: false, ffi: false, read: false, write: false }), [
    '--permission',
  ])
})

test('files of the library are readable, not writable, whatever is granted', () => {
  assert.equal(flags({ write: ['/b'] }, nodes[26], ['/own']), [
    '--permission',
    '--allow-fs-read=/own',
    '--allow-fs-write=/b',
  ])
  assert.equal(flags({ read: true }, nodes[26], ['/own']), ['--permission', '--allow-fs-read=*'])
})

test('a Node that cannot deny what it is asked to deny is refused', () => {
  for (const line of [20.7, 20.2, 22, 24] as const) {
    refused({ net: false }, nodes[line], /cannot deny the permission "net": it has no --allow-net/)
    assert.equal(flags({ net: true }, nodes[line]).length, 1)
  }
  refused({ wasi: false }, nodes[20.7], /cannot deny the permission "wasi"/)
})

test('a Node that cannot grant what it is asked to grant is refused', () => {
  refused({ inspector: true }, nodes[22], /cannot grant the permission "inspector"/)
  refused({ ffi: true }, nodes[24], /cannot grant the permission "ffi"/)
  refused({ addons: true }, nodes[20.7], /cannot grant the permission "addons"/)
  assert.equal(flags({ inspector: false, ffi: false }, nodes[20.2]).length, 1)
})

if (process.platform !== 'win32') {
  const read = (...places: NonNullable<Exclude<Permissions['read'], boolean>>) =>
    flags({ read: places })
      .slice(1)
      .map((flag) => flag.replace('--allow-fs-read=', ''))

  test('paths are taken as paths and URLs, and made plain', () => {
    assert.equal(read('/a/b', new URL('file:///c%20d/e'), 'file:///f,g'), [
      '/a/b',
      '/c d/e',
      '/f,g',
    ])
    assert.equal(read('/a/../b//c', pathToFileURL('/ü')), ['/b/c', '/ü'])
  })

  test('a slash at the end makes a folder of it, also before there is one', () => {
    assert.equal(read('/a/', new URL('file:///b/'), '/'), ['/a/*', '/b/*', '/*'])
  })
}

test('a path that is relative, of another kind or with an asterisk is refused', () => {
  refused({ read: ['data'] }, nodes[26], /"read" is for absolute paths .*, not for "data"/)
  refused(
    { write: ['./data/'] },
    nodes[26],
    /"write" is for absolute paths .*, not for "\.\/data\/"/,
  )
  refused({ read: ['https://example.com/'] }, nodes[26], /not for "https:/)
  refused({ read: ['/data/*'] }, nodes[26], /"read" cannot be for "\/data\/\*"/)
  refused({ read: ['file:///data/%2A'] }, nodes[26], /asterisk/)
})

test.run()
