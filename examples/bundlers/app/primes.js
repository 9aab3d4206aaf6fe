/** Runs in the workers. It is loaded when it is first called, and brings along what it imports. */
import { invoke } from 'invoke/browser'
import { smallestDivisor } from './divisors.js'

const isPrime = (n) => n > 1 && smallestDivisor(n) === n

/** How many primes there are in a range, who has counted them, and where its script is from. */
export const count = (from, to) => {
  const { worker } = invoke.context()
  let found = 0
  for (let n = from; n < to; n++) if (isPrime(n)) found++
  return { from, to, found, worker, script: location.href }
}

/** All primes from a number on: an endless stream. */
export function* following(from) {
  for (let n = from; ; n++) if (isPrime(n)) yield n
}
