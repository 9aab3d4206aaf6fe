import { suite as uvu, type Test } from 'uvu'

/** Suites that were made and not run yet. A file that forgets `run()` must fail, not pass unseen. */
const waiting = new Set<string>()

process.on('exit', () => {
  if (waiting.size === 0) return
  console.error(`these suites were never run: ${[...waiting].join(', ')}`)
  process.exitCode = 1
})

type Body = () => unknown

/** A suite whose tests each end within a time, in milliseconds. */
export interface Suite {
  (name: string, body: Body): void
  after(hook: Body): void
  run(): void
}

export const suite = (name: string, timeout = 20_000): Suite => {
  const tests: Test = uvu(name)
  waiting.add(name)
  const bounded = (test: string, body: Body) => async () => {
    let timer: NodeJS.Timeout | undefined
    const tooLong = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`"${test}" did not end within ${timeout} ms`))
      }, timeout)
    })
    try {
      await Promise.race([body(), tooLong])
    } finally {
      clearTimeout(timer)
    }
  }
  return Object.assign(
    (test: string, body: Body) => {
      tests(test, bounded(test, body))
    },
    {
      after: (hook: Body) => {
        tests.after(bounded('after', hook))
      },
      run: () => {
        waiting.delete(name)
        tests.run()
      },
    },
  )
}
