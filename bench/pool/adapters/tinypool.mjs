import { Tinypool } from 'tinypool'

export const open = (workers, task) => {
  const pool = new Tinypool({
    filename: task.href,
    runtime: 'child_process',
    // The default, JSON, loses the Date and the Buffer.
    serialization: 'advanced',
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
