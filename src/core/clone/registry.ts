import { classUnknown } from '../errors.js'

/** How the instances of one class travel. */
export interface RegisteredClass<T extends object = object> {
  /** What both sides call the class. */
  readonly name: string
  /** Gives what stands for an instance: anything that can be sent, but not the instance itself. */
  readonly encode: (instance: T) => unknown
  /** Makes an instance again. */
  readonly decode: (data: unknown) => T
}

/** What all copies of the library in one realm keep together: a worker's entry has one of its own. */
interface Tables {
  readonly byPrototype: Map<object, RegisteredClass>
  readonly byName: Map<string, RegisteredClass>
}

/** The classes whose instances arrive as such. */
export class ClassRegistry {
  private readonly byPrototype: Map<object, RegisteredClass>
  private readonly byName: Map<string, RegisteredClass>

  constructor(tables: Tables = { byPrototype: new Map(), byName: new Map() }) {
    this.byPrototype = tables.byPrototype
    this.byName = tables.byName
  }

  get size(): number {
    return this.byPrototype.size
  }

  /** The class with exactly this prototype. */
  of(prototype: object | null): RegisteredClass | undefined {
    return prototype === null ? undefined : this.byPrototype.get(prototype)
  }

  /** @throws TypeError when no class of that name was registered here */
  named(name: string): RegisteredClass {
    const found = this.byName.get(name)
    if (found === undefined) throw classUnknown(name)
    return found
  }

  /** Adds a class, or replaces one of the same name: a module may be loaded again. */
  add(prototype: object, registered: RegisteredClass): void {
    for (const [other, { name }] of this.byPrototype) {
      if (name === registered.name) this.byPrototype.delete(other)
    }
    const before = this.byPrototype.get(prototype)
    if (before !== undefined) this.byName.delete(before.name)
    this.byPrototype.set(prototype, registered)
    this.byName.set(registered.name, registered)
  }
}

const TABLES = Symbol.for('invoke.classes')

/** The registry of this realm, whichever copy of the library asks. */
export const sharedClasses = (): ClassRegistry => {
  const host = globalThis as { [TABLES]?: Tables }
  if (host[TABLES] === undefined) {
    const value: Tables = { byPrototype: new Map(), byName: new Map() }
    Object.defineProperty(host, TABLES, { value })
  }
  return new ClassRegistry(host[TABLES])
}
