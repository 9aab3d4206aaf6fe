import type { Scope } from './scope.js'

/** By these, a module that suits several loaders would take itself for CommonJS. */
const HIDDEN = ['module', 'exports']

const set = (name: string, value: unknown): (() => void) => {
  const before = Object.getOwnPropertyDescriptor(globalThis, name)
  const attributes = before?.configurable === false ? {} : { configurable: true, writable: true }
  Object.defineProperty(globalThis, name, { ...attributes, value })
  return () => {
    if (before === undefined) Reflect.deleteProperty(globalThis, name)
    else Object.defineProperty(globalThis, name, before)
  }
}

/** Runs something while the names of a scope are globals, and puts back what they were. */
export const withGlobals = (scope: Scope, run: () => void): void => {
  const restores: (() => void)[] = []
  try {
    for (const [name, value] of Object.entries(scope)) restores.push(set(name, value))
    for (const name of HIDDEN) if (name in globalThis) restores.push(set(name, undefined))
    run()
  } finally {
    for (const restore of restores.toReversed()) restore()
  }
}
