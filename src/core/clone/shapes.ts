import { Limit } from './tags.js'

/** A node of the tree of key lists: the way from the root spells the keys of an object. */
export class ShapeNode {
  /** The shape that ends here, -1 when there is none yet. */
  shape = -1
  /** Whether an object with these keys was met once: only the second one makes it a shape. */
  met = false
  /** To which numbering these two belong: see `Shapes.renew`. */
  epoch = 0
  private lastKey: string | undefined
  private lastChild: ShapeNode | undefined
  private children: Map<string, ShapeNode> | undefined
  readonly depth: number
  private readonly key: string
  private readonly parent: ShapeNode | undefined

  constructor(key = '', parent?: ShapeNode) {
    this.key = key
    this.parent = parent
    this.depth = parent === undefined ? 0 : parent.depth + 1
  }

  /** The keys on the way here. Not asked of an object again: a proxy may give others. */
  get keys(): string[] {
    return this.parent === undefined ? [] : [...this.parent.keys, this.key]
  }

  /** The node one key further; `undefined` where the tree may not grow. */
  child(key: string, tree: Shapes): ShapeNode | undefined {
    return key === this.lastKey ? this.lastChild : this.other(key, tree)
  }

  private other(key: string, tree: Shapes): ShapeNode | undefined {
    let child = this.children?.get(key)
    if (child === undefined) {
      if (this.depth >= Limit.SHAPE_KEYS || !tree.mayGrow()) return undefined
      child = new ShapeNode(key, this)
      // Most nodes have one child, and need no map.
      if (this.lastKey !== undefined) {
        this.children ??= new Map([[this.lastKey, this.lastChild as ShapeNode]])
        this.children.set(key, child)
      }
    }
    this.lastKey = key
    this.lastChild = child
    return child
  }
}

/**
 * The key lists that a sender uses again and again. A shape has the same number on all connections
 * of its sender, and a connection is told all shapes up to the last one that a value uses: so a
 * value can be encoded before it is known which connection will carry it, and an encode that fails
 * leaves nothing behind that the peer has not been told.
 */
export class Shapes {
  root = new ShapeNode()
  /** The keys of each shape, by number. */
  keys: string[][] = []
  epoch = 0
  private nodes = 0

  /** Numbers all shapes anew, for a receiver that knows none. The tree stays, unless it is half full. */
  renew(): void {
    this.epoch++
    this.keys = []
    if (this.nodes < Limit.SHAPE_NODES / 2) return
    this.root = new ShapeNode()
    this.nodes = 0
  }

  mayGrow(): boolean {
    return this.nodes < Limit.SHAPE_NODES && ++this.nodes > 0
  }

  /** Notes that an object with these keys was met, and gives the shape if there is one by now. */
  meet(node: ShapeNode): number {
    if (node.epoch !== this.epoch) {
      node.epoch = this.epoch
      node.shape = -1
      node.met = false
    }
    if (node.shape >= 0) return node.shape
    if (!node.met) {
      node.met = true
      return -1
    }
    if (this.keys.length >= Limit.SHAPES || node.depth === 0) return -1
    node.shape = this.keys.length
    this.keys.push(node.keys)
    return node.shape
  }
}
