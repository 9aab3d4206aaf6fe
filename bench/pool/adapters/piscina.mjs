import { Piscina } from 'piscina'

export const open = (workers, task) => {
  const pool = new Piscina({
    filename: task.href,
    minThreads: workers,
    maxThreads: workers,
  })
  const call = (name) => (value) => pool.run(value, { name })
  return {
    noop: call('noop'),
    echo: call('echo'),
    who: call('who'),
    close: () => pool.destroy(),
  }
}
