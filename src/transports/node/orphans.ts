/**
 * Workers that are left without their parent. Those with an event loop that turns see it and end by
 * themselves; one that is caught in a loop does not. When the parent exits, it kills those that run a call.
 * When it is killed it cannot, so a shell waits for that, at the other end of a pipe. The state here is one for the process,
 * because a process ends once.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { snapshot } from './async-context.js'

/** Taken at the start: the user's code may replace them, and time may stand still there. */
const { setTimeout, clearTimeout, setImmediate } = globalThis

/**
 * Notes numbers of processes until its input ends with the parent, gives them a moment to end by
 * themselves, and kills the rest. A number may belong to another program by then, so it looks at what runs there.
 */
const WATCH = `
entry=$1 grace=0.4 workers=
while read -r sign pid; do
  case $sign in
    +) workers="$workers $pid" ;;
    -) rest=; for each in $workers; do [ "$each" = "$pid" ] || rest="$rest $each"; done; workers=$rest ;;
    .) grace=2 ;;
  esac
done
[ -n "$workers" ] || exit 0
sleep $grace 2>/dev/null || sleep 1
for pid in $workers; do
  if [ -d /proc/self ]; then runs=$(tr '\\0' ' ' 2>/dev/null </proc/$pid/cmdline); else runs=$(ps -o args= -p $pid); fi
  case $runs in *"$entry"*) kill -KILL $pid ;; esac
done 2>/dev/null`

/** How long a child may start before there is a watch, in milliseconds. */
const START_MOST = 200

/** The children that run a call at this moment. */
const busy = new Set<ChildProcess>()
const all = new Set<ChildProcess>()
let watch: ChildProcess | undefined
/** A watch that is about to be started. */
let coming: { readonly entry: string; readonly timer: NodeJS.Timeout } | undefined
let isExiting = false
/** The watch lives as long as this process: it must not hold the context of whoever made the first pool. */
const outside = snapshot()

const tell = (sign: '+' | '-' | '.', { pid = 0 }: { readonly pid?: number | undefined } = {}) => {
  watch?.stdin?.write(`${sign} ${pid}\n`)
}

process.on('exit', () => {
  isExiting = true
  for (const child of busy) child.kill('SIGKILL')
  // The others may still clean up.
  tell('.')
})

const startWatch = (entry: string): void => {
  if (isExiting || all.size === 0) return
  // In a session of its own, so that what ends the parent at a terminal does not end it.
  let child: ChildProcess
  try {
    child = spawn('sh', ['-c', WATCH, 'sh', entry], {
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
      env: { PATH: process.env['PATH'] },
      detached: true,
    })
  } catch {
    // This process has given up its permission to start others since it started a worker.
    return
  }
  watch = child
  const forget = () => {
    if (watch === child) watch = undefined
  }
  child.on('error', forget)
  child.on('exit', forget)
  // There is none when no descriptor was left for it.
  child.stdin?.on('error', forget)
  child.unref()
  ;(child.stdin as { unref?(): void } | null | undefined)?.unref?.()
  for (const each of all) tell('+', each)
}

const startComing = (): void => {
  if (coming === undefined) return
  const { entry, timer } = coming
  coming = undefined
  clearTimeout(timer)
  startWatch(entry)
}

/**
 * Sees to it that a child does not outlive this process.
 * @param entry the file that it runs, the same for all: by that the watch knows its own
 */
export const keepFromOrphanage = (child: ChildProcess, entry: string): void => {
  all.add(child)
  child.on('exit', () => {
    all.delete(child)
    busy.delete(child)
    tell('-', child)
  })
  // The system itself ends the children there.
  if (process.platform === 'win32') return
  if (watch !== undefined) return tell('+', child)
  // Not while the child starts, which another process would slow down, but before it runs anything for long.
  coming ??= { entry, timer: outside(() => setTimeout(startComing, START_MOST)).unref() }
}

/** Notes whether a child runs a call. */
export const noteBusy = (child: ChildProcess, isBusy: boolean): void => {
  if (!isBusy) {
    busy.delete(child)
    return
  }
  busy.add(child)
  if (coming !== undefined) outside(() => setImmediate(startComing))
}
