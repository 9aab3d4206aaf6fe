import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ending, Scene } from './ending.js'
import { isAlive, pause, until } from './program.js'

const fixture = (name: string) => new URL(`../fixtures/${name}`, import.meta.url)

const signal =
  (name: NodeJS.Signals) =>
  ({ pid }: Scene) =>
    process.kill(pid, name)

/** A call is answered, and what it has left behind does this when it is told to. */
const answered = (name: 'answersThenThrows' | 'answersThenExits') => ({
  prepare: ({ module, folder }: Scene) => module[name](join(folder, 'now')),
  act: ({ folder }: Scene) => writeFileSync(join(folder, 'now'), ''),
})

const broken =
  (name: string) =>
  ({ pool }: Scene) =>
    pool.invoke<{ a(): void }>(fixture(`broken/${name}.mjs`)).a()

/** The line of Node that this is. */
const line = Number(process.versions.node.split('.')[0])

const own = 'the error itself (`RangeError`)'

/** What a call does, to itself or to its worker. */
export const deeds: readonly Ending[] = [
  { name: 'throws', guilty: ({ module }) => module.throwsAtOnce() },
  { name: 'overflows the stack', guilty: ({ module }) => module.overflows() },
  { name: 'returns what cannot be sent', guilty: ({ module }) => module.returnsUnsendable() },
  { name: 'its module throws while it loads', guilty: broken('throws') },
  { name: 'throws later, from `setTimeout`', guilty: ({ module }) => module.throwsFromTimer() },
  { name: 'throws from `setImmediate`', guilty: ({ module }) => module.throwsFromImmediate() },
  { name: 'throws from `process.nextTick`', guilty: ({ module }) => module.throwsFromNextTick() },
  {
    name: 'throws from `queueMicrotask`, on Node 24 and later',
    guilty: ({ module }) => module.throwsFromMicrotask(),
    only: {
      isHere: line >= 24,
      cells: [own, '`Retry` (cause: `RangeError`)', 'moved: its result', own, '`death`'],
    },
  },
  {
    name: 'throws from `queueMicrotask`, on Node 20 and 22',
    guilty: ({ module }) => module.throwsFromMicrotask(),
    only: { isHere: line < 24, cells: [own, own, 'moved: its result', own, '`death`'] },
  },
  { name: 'overflows the stack later', guilty: ({ module }) => module.overflowsLater() },
  { name: 'throws a string later', guilty: ({ module }) => module.throwsText() },
  { name: 'throws later what cannot be sent', guilty: ({ module }) => module.throwsUnsendable() },
  {
    name: "throws later, with a listener of its own to `'uncaughtException'`",
    guilty: ({ module }) => module.throwsAndListens(),
  },
  {
    name: 'throws later, behind `process.removeAllListeners()`',
    guilty: ({ module }) => module.throwsUnheard(),
  },
  { name: 'forgets a promise that is rejected', guilty: ({ module }) => module.forgetsRejection() },
  { name: 'forgets a promise that fails later', guilty: ({ module }) => module.forgetsFailure() },
  {
    name: "emits an `'error'` that nobody listens to",
    guilty: ({ module }) => module.emitsError(),
  },
  { name: 'has a stream that fails unheard', guilty: ({ module }) => module.failsStream() },
  { name: 'throws in a callback of `fs`', guilty: ({ module }) => module.throwsFromReadFile() },
  { name: 'throws in a callback of `zlib`', guilty: ({ module }) => module.throwsFromDeflate() },
  { name: 'throws in a callback of `dns`', guilty: ({ module }) => module.throwsFromLookup() },
  {
    name: 'throws in a callback of `crypto`',
    guilty: ({ module }) => module.throwsFromRandomBytes(),
  },
  {
    name: 'emits an event, and a listener that another call left throws',
    prepare: ({ module }) => module.leavesListener(),
    guilty: ({ module }) => module.emitsToListener(),
  },
  {
    name: 'throws from a timer while its iterator waits',
    guilty: async ({ module }) => {
      const items = await module.throwsBetweenItems()
      await items.next()
      return items.next()
    },
  },
  { name: '`process.exit(0)`', guilty: ({ module }) => module.exits(0) },
  { name: '`process.exit(3)`', guilty: ({ module }) => module.exits(3) },
  { name: '`process.exit(3)`, from a timer', guilty: ({ module }) => module.exitsFromTimer(3) },
  { name: '`process.reallyExit(4)`', guilty: ({ module }) => module.exitsReally() },
  { name: 'its module exits while it loads', guilty: broken('exits') },
  { name: '`process.abort()`', guilty: ({ module }) => module.aborts() },
  { name: 'sends itself SIGKILL', guilty: ({ module }) => module.signalsItself('SIGKILL') },
  { name: 'sends itself SIGTERM', guilty: ({ module }) => module.signalsItself('SIGTERM') },
  { name: 'sends itself SIGSEGV', guilty: ({ module }) => module.signalsItself('SIGSEGV') },
  {
    name: 'runs out of memory',
    options: { execArgv: ['--max-old-space-size=24'] },
    guilty: ({ module }) => module.fillsMemory(),
  },
  {
    name: 'loops for ever, with a `timeout`',
    guilty: ({ module }) => module({ timeout: 50, grace: 50 }).spins(),
  },
  {
    name: "writes rubbish on the pool's descriptor",
    guilty: ({ module }) => module.writesRubbish(),
  },
  { name: "closes the pool's descriptor", guilty: ({ module }) => module.closesDescriptor() },
]

/** What happens to a worker without any of the calls that run there. */
export const misfortunes: readonly Ending[] = [
  { name: 'an error of a call that was answered before', ...answered('answersThenThrows') },
  { name: 'an exit of a call that was answered before', ...answered('answersThenExits') },
  { name: 'an error of what a module left behind when it was loaded', act: signal('SIGUSR2') },
  {
    name: 'an error that belongs to no call and no module',
    options: { execArgv: ['--import', fixture('preload.mjs').href] },
    act: signal('SIGHUP'),
  },
  { name: 'SIGKILL from outside', act: signal('SIGKILL') },
  { name: 'SIGTERM from outside', act: signal('SIGTERM') },
  { name: 'SIGSEGV from outside', act: signal('SIGSEGV') },
  {
    name: 'SIGKILL from outside, and the calls have `retries: 1`',
    innocent: (module, ...files) => module({ retries: 1 }).bystander(...files),
    act: async (scene) => {
      process.kill(scene.pid, 'SIGKILL')
      await until(() => !isAlive(scene.pid))
      scene.release()
    },
  },
  {
    name: 'SIGSTOP, and SIGCONT a moment later',
    act: async (scene) => {
      process.kill(scene.pid, 'SIGSTOP')
      scene.release()
      await pause(100)
      process.kill(scene.pid, 'SIGCONT')
    },
  },
  { name: '`pool.kill({ force: true })`', act: ({ pool }) => pool.kill({ force: true }) },
  { name: 'no worker can be started', options: { cwd: '/no/such/folder' } },
]
