import * as assert from 'uvu/assert'
import type { Suite } from './suite.js'
import { reasonOf, type PoolCase } from './pool.js'
import { difference } from './same.js'
import { at } from './values.js'

type Tasks = typeof import('../fixtures/tasks.mjs')
type Classes = typeof import('../fixtures/classes.mjs')

interface Tagged {
  readonly i: number
  readonly tag: string
}

const records = (count: number, tag: string) => at(count, (i) => ({ i, tag })) as Tagged[]

/** What a pool does with values of many chunks, and with classes, on every transport. */
export const largeContract = (test: Suite, { open, fixture }: PoolCase): void => {
  test('many large values at once arrive unmixed, both ways', async () => {
    const pool = open({ limit: 1, concurrency: 20 })
    const tasks = pool.invoke<Tasks>(fixture('tasks.mjs'))
    await tasks.count()
    const tags = at(8, (i) => `tag ${i}`) as string[]
    // Of many lengths, so that last chunks are of all sizes.
    const echoes = tags.map((tag, i) => tasks.echo(records(4000 + i * 1111, tag)))
    const results = tags.map((tag, i) => tasks.records(9000 + i * 777, tag))
    for (const [i, tag] of tags.entries()) {
      const [echoed] = (await echoes[i]) as [Tagged[]]
      assert.is(difference(records(4000 + i * 1111, tag), echoed), undefined)
      assert.is(difference(records(9000 + i * 777, tag), await results[i]), undefined)
    }
    await pool.kill()
  })

  test('a small call does not wait for a large one before it', async () => {
    const pool = open({ limit: 1, concurrency: 2 })
    const tasks = pool.invoke<Tasks>(fixture('tasks.mjs'))
    await tasks.count()
    const order: string[] = []
    const large = tasks.echo(records(200_000, 'large')).then(() => order.push('large'))
    const small = tasks.echo('small').then(() => order.push('small'))
    await Promise.all([large, small])
    assert.equal(order, ['small', 'large'])
    await pool.kill()
  })

  test('what turns out unsendable late rejects its call, and no other', async () => {
    const pool = open({ limit: 1, concurrency: 4 })
    const tasks = pool.invoke<Tasks>(fixture('tasks.mjs'))
    await tasks.count()
    const neighbour = tasks.echo(records(30_000, 'neighbour'))
    for (const count of [5000, 150_000]) {
      const argument = [...records(count, 'x'), () => 1]
      const reasons = [
        await reasonOf(tasks.echo(argument)),
        await reasonOf(tasks.unsendableLate(count)),
      ] as (TypeError & { path: string })[]
      assert.equal(
        reasons.map(({ path }) => path),
        [`args[0][${count}]`, `result[${count}].late`],
      )
      assert.instance(reasons[0], TypeError)
      assert.instance(reasons[1], TypeError)
    }
    const [arrived] = (await neighbour) as [Tagged[]]
    assert.is(arrived.length, 30_000)
    assert.equal(await tasks.echo('fine'), ['fine'])
    await pool.kill()
  })

  test('up to a megabyte, arguments are what they were at the call', async () => {
    const pool = open({ limit: 1 })
    const tasks = pool.invoke<Tasks>(fixture('tasks.mjs'))
    const list = records(20_000, 'before') as { tag: string }[]
    const bytes = new Uint8Array(300_000)
    const echo = tasks.echo(list, bytes)
    for (const record of list) record.tag = 'after'
    bytes.fill(1)
    const [arrived, same] = (await echo) as [{ tag: string }[], Uint8Array]
    assert.is(
      arrived.findIndex(({ tag }) => tag !== 'before'),
      -1,
    )
    assert.is(
      same.findIndex((byte) => byte !== 0),
      -1,
    )
    await pool.kill()
  })

  test('instances of registered classes arrive as such, in the first call too', async () => {
    const { Point } = (await import(fixture('classes.mjs').href)) as Classes
    const pool = open({ limit: 1 })
    const classes = pool.invoke<Classes>(fixture('classes.mjs'))
    const points = at(30_000, (i) => new Point(i, 0)) as InstanceType<typeof Point>[]
    // A worker that has not loaded the module does not know the class yet.
    const [lengths, mirrored] = await Promise.all([
      classes.lengths(points),
      classes.mirrored(new Point(3, 4)),
    ])
    assert.is(lengths[29_999], 29_999)
    assert.instance(mirrored, Point)
    assert.equal([mirrored.x, mirrored.y, mirrored.length], [4, 3, 5])
    // Here the first frame has no chunk at all: a leaf comes before it.
    const fresh = open({ limit: 1 })
    const others = fresh.invoke<Classes>(fixture('classes.mjs'))
    assert.is(await others.lengthBeside(new Uint8Array(200_000), new Point(3, 4)), 5)
    await fresh.kill()
    const many = await classes.many(20_000)
    assert.instance(many[19_999]?.point, Point)
    await pool.kill()
  })
}
