import * as assert from 'uvu/assert'
import { ClassRegistry } from '../../src/core/clone/registry.js'
import { attachNothing } from '../../src/core/clone/unsendable.js'
import type { Suite } from './suite.js'
import { nested } from './clone.js'
import type { CreateTrip } from './trip.js'
import { at } from './values.js'

class Point {
  readonly x: number
  readonly y: unknown

  constructor(x: number, y: unknown) {
    this.x = x
    this.y = y
  }
}

class Stranger {
  readonly from = 'far'
}

/** Knows how points travel, and how strangers leave but not how they arrive. */
const registry = (): ClassRegistry => {
  const classes = new ClassRegistry()
  classes.add(Point.prototype, {
    name: 'Point',
    encode: (point) => [(point as Point).x, (point as Point).y],
    decode: (data) => new Point(...(data as [number, unknown])),
  })
  const leaving = { name: 'Stranger', encode: () => 1, decode: Object }
  classes.add(Stranger.prototype, leaving)
  const { named } = classes
  classes.named = (name) => named.call(classes, name === 'Stranger' ? 'nobody' : name)
  return classes
}

/** What every host's codec must do with classes of the user's own. */
export const classesContract = (test: Suite, createTrip: CreateTrip): void => {
  test('instances of registered classes arrive as such', () => {
    const trip = createTrip(attachNothing, registry())
    const point = new Point(1, [2])
    const value = {
      point,
      again: [point, new Map([[point, new Point(3, new Point(4, null))]])],
      error: Object.assign(new Error('e'), { point }),
      many: at(100, (i) => new Point(i, `p${i}`)),
    }
    for (let i = 0; i < 3; i++) {
      const arrived = trip(value) as typeof value
      assert.instance(arrived.point, Point)
      assert.equal(arrived.point.y, [2])
      assert.is(arrived.again[0], arrived.point)
      const [[key, inner]] = [...(arrived.again[1] as Map<Point, Point>)] as [[Point, Point]]
      assert.is(key, arrived.point)
      assert.is((inner.y as Point).x, 4)
      assert.is(arrived.error.point, arrived.point)
      assert.equal(
        arrived.many.map((each) => (each as Point).y),
        at(100, (i) => `p${i}`),
      )
    }
  })

  test('only the class itself is registered, not those that extend it', () => {
    class Special extends Point {}
    const arrived = createTrip(attachNothing, registry())([new Special(1, 2)]) as object[]
    assert.equal(arrived, [{ x: 1, y: 2 }])
  })

  test('a class that only one side knows is an error', () => {
    const own = registry()
    const trip = createTrip(attachNothing, own)
    assert.throws(
      () => trip([new Point(1, new Stranger())]),
      (error: TypeError & { code: string }) =>
        error instanceof TypeError &&
        error.code === 'INVOKE_CLASS_UNKNOWN' &&
        /"nobody"/.test(error.message),
    )
    assert.equal(trip([1]), [1])
  })

  test('what the encode or decode of a class does wrong is its own fault', () => {
    const own = registry()
    const trip = createTrip(attachNothing, own)
    const wrong = (encode: (point: Point) => unknown, decode: (data: unknown) => unknown): void => {
      own.add(Point.prototype, { name: 'Point', encode, decode } as never)
    }
    const refused = (pattern: RegExp): void => {
      assert.throws(() => trip({ a: new Point(1, 2) }), pattern)
    }
    wrong(() => {
      throw new RangeError('encode failed')
    }, Object)
    refused(/encode failed/)
    wrong(
      () => 1,
      () => {
        throw new RangeError('decode failed')
      },
    )
    refused(/decode failed/)
    wrong(
      () => 1,
      () => undefined,
    )
    refused(/returned undefined/)
    wrong(() => [() => 1], Object)
    refused(/value\.a\.encode\(\)\[0\] cannot be sent/)
    wrong((point) => point, Object)
    refused(/leads back to its instance/)
    wrong(() => nested(1000), Object)
    refused(/nested more than 200 levels/)
    assert.equal(trip({ fine: true }), { fine: true })
  })

  test('an error arrives without the instance that cannot be sent', () => {
    const trip = createTrip(attachNothing, registry())
    for (const y of [() => 1, nested(1000)]) {
      const arrived = trip(Object.assign(new Error('e'), { p: new Point(1, y), good: 1 })) as Error
      assert.equal(Object.entries(arrived), [['good', 1]])
    }
  })
}
