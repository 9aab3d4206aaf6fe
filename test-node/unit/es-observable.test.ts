/**
 * The tests that were published for an older state of the proposal. They contradict the proposal of today
 * in the points below, and its own source fails in the same ones.
 */
import { createRequire } from 'node:module'
import * as assert from 'uvu/assert'
import { Observable } from '../../src/core/lift/observable.js'
import { suite } from '../suite.js'

interface Results {
  readonly logger: { readonly passed: number; readonly failed: number; readonly errored: number }
}
const { runTests } = createRequire(import.meta.url)('es-observable-tests') as {
  runTests(constructor: unknown): Promise<Results>
}

const test = suite('older tests of the proposal')

/** How many checks of each group fail, and what the proposal says today. */
const DISAGREEMENTS: Readonly<Record<string, number>> = {
  // Anything may be an observer.
  'Observable.prototype.subscribe: Argument type': 5,
  // `complete` has no value; an error that nobody takes is reported, not thrown.
  'Observable.prototype.subscribe: Function arguments': 2,
  // A teardown that is none is an error event.
  'Observable.prototype.subscribe: Subscriber return types': 3,
  // So is what a subscriber throws.
  'Observable.prototype.subscribe: Exceptions thrown from the subscriber': 1,
  // Methods give nothing back. One that is missing, or is no function, ends nothing.
  'SubscriptionObserver.prototype.next: Return value': 1,
  'SubscriptionObserver.prototype.next: Method lookup': 2,
  'SubscriptionObserver.prototype.error: Return value': 2,
  'SubscriptionObserver.prototype.error: Method lookup': 5,
  'SubscriptionObserver.prototype.complete: Return value': 1,
  'SubscriptionObserver.prototype.complete: Method lookup': 2,
  // An observer that throws is reported; for `next`, the subscription stays open.
  'SubscriptionObserver.prototype.next: Cleanup functions': 2,
  'SubscriptionObserver.prototype.error: Cleanup functions': 1,
  'SubscriptionObserver.prototype.complete: Cleanup functions': 1,
  // `complete` takes and hands on nothing.
  'SubscriptionObserver.prototype.complete: SubscriptionObserver.prototype has a complete method': 1,
  'SubscriptionObserver.prototype.complete: Input value': 1,
}

/** Runs the tests without their output; gives the checks that failed, by group. */
const run = async () => {
  const failures: Record<string, number> = {}
  let group = ''
  const { log } = console
  console.log = (text = '') => {
    // oxlint-disable-next-line no-control-regex
    const line = String(text).replaceAll(/\u001B\[\d+m/g, '')
    if (/^[A-Z]/.test(line)) group = line
    else if (/^ {2}[A-Z]/.test(line)) group = `${group.split(':')[0]}:${line.slice(1)}`
    else if (line.endsWith('FAIL')) failures[group] = (failures[group] ?? 0) + 1
  }
  try {
    const { logger } = await runTests(Observable)
    return { failures, logger }
  } finally {
    console.log = log
  }
}

test('they pass but for the points in which the proposal has changed', async () => {
  const host = globalThis as { reportError?: unknown }
  host.reportError = () => undefined
  const { failures, logger } = await run()
  assert.is(logger.errored, 0)
  assert.is(logger.passed, 166)
  assert.equal(failures, DISAGREEMENTS)
})

test.run()
