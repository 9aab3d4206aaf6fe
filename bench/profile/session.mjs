/** Runs one job of a profile in a fresh process. */
import { fileURLToPath } from 'node:url'
import { runJob } from '../pool/isolation.mjs'

/** How long a job may take, in milliseconds: several times what it does. */
const PATIENCE = 60_000

/**
 * @param file of the job, which tells one line of JSON on fd 3
 * @param options for it
 * @returns what it told as `values`, or why nothing as `failed`
 */
export const runProfileJob = async (file, ...options) => {
  const command = [process.execPath, fileURLToPath(file), ...options.map(String)]
  const [{ values, failed }] = await runJob(command, [{ measures: options }], PATIENCE)
  return { values, failed }
}
