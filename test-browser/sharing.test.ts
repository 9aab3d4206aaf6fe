import { suite } from './suite.js'
import { PoolDeath, type PoolOptions, type Retry } from 'invoke/browser'
import * as assert from 'uvu/assert'
import { reasonOf } from '../test-node/contract/pool.js'
import { openShared, type Guest, type Sharing } from './guest.js'
import { Tab } from './tab.js'

const test = suite('pools that pages share', 60_000)

let lastName = 0

/** A pool of this page and one of another page, with the same workers. */
const withTwo = async (
  options: PoolOptions,
  body: (here: Guest, there: Guest, tab: Tab, name: string) => Promise<void>,
): Promise<void> => {
  const name = `sharing ${++lastName}`
  const pool = openShared(name, options)
  const here = { pool, module: pool.invoke<Sharing>('./modules/sharing.js') }
  const tab = new Tab()
  const there = await tab.open(name, options)
  try {
    await body(here, there, tab, name)
  } finally {
    tab.close()
    await pool.kill({ force: true })
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await condition())) await pause(5)
}

let lastGate = 0

/** A gate at which calls wait. */
const gate = () => {
  const name = `${performance.timeOrigin}-${++lastGate}`
  return { name, open: () => fetch(`/open/${name}`), reached: () => fetch(`/watch/${name}`) }
}

test('two pages have one set of workers', async () => {
  await withTwo({ limit: 1 }, async (here, there) => {
    const mine = await here.module.whoAmI()
    assert.is(await there.module.whoAmI(), mine)
    assert.is(await here.module.count(), 1)
    assert.is(await there.module.count(), 2)
    assert.is(here.pool.stats().transport, 'shared worker')
  })
})

test('pools of another name, and of one page, share nothing', async () => {
  await withTwo({ limit: 1 }, async (here) => {
    const other = openShared('another name')
    const own = openShared('ignored', { scope: 'page', transport: 'shared' })
    const each = [here.pool, other, own].map((pool) =>
      pool.invoke<Sharing>('./modules/sharing.js').whoAmI(),
    )
    assert.is(new Set(await Promise.all(each)).size, 3)
    await Promise.all([other.kill(), own.kill()])
  })
})

test('a page that comes while a worker is busy gets another, until there are as many as there may be', async () => {
  await withTwo({ limit: 2 }, async (here, there) => {
    const door = gate()
    const hanging = here.module.hang(door.name)
    await door.reached()
    const other = await there.module.whoAmI()
    await door.open()
    assert.is.not(other, await hanging)
    await Promise.all([here.pool.start(), there.pool.start()])
    const all = await Promise.all(
      [here, there].flatMap(({ module }) => [module.wait(5), module.wait(5)]),
    )
    assert.is(new Set(all).size, 2)
  })
})

test('a page that comes while every worker is busy waits its turn', async () => {
  await withTwo({ limit: 1 }, async (here, there) => {
    const door = gate()
    const hanging = here.module.hang(door.name)
    await door.reached()
    const waiting = there.module.whoAmI()
    // The worker counts as one that works, not as one that does not start.
    await until(() => there.pool.stats().workers.busy === 1)
    await door.open()
    assert.is(await waiting, await hanging)
  })
})

test('pages take turns in a worker that both want', async () => {
  await withTwo({ limit: 1 }, async (here, there) => {
    await Promise.all([here.module.whoAmI(), there.module.whoAmI()])
    const order: string[] = []
    const run = async (guest: Guest, name: string) => {
      await Promise.all(
        Array.from({ length: 6 }, async () => {
          await guest.module.spin(20)
          order.push(name)
        }),
      )
    }
    await Promise.all([run(here, 'here'), run(there, 'there')])
    // Neither has all of its calls before the other has begun.
    const turns = order.filter((name, i) => i > 0 && name !== order[i - 1]).length
    assert.ok(turns >= 5, order.join(' '))
  })
})

test('a call that waits for another page moves to a worker that is free', async () => {
  await withTwo({ limit: 2 }, async (here, there) => {
    await here.pool.start()
    await there.pool.start()
    const door = gate()
    const holding = here.module.held(door.name)
    // Or else one of the others may be there before it.
    await door.reached()
    const others = await Promise.all(Array.from({ length: 8 }, () => there.module.wait(5)))
    await door.open()
    const holder = await holding
    assert.not.ok(others.includes(holder))
    // It takes calls again.
    const doors = [gate(), gate()]
    const both = doors.map(({ name }) => there.module.held(name))
    await until(() => there.pool.stats().running === 2)
    await Promise.all(doors.map((each) => each.open()))
    assert.ok((await Promise.all(both)).includes(holder))
  })
})

test('what a page has left is given up when it closes', async () => {
  await withTwo({ limit: 1 }, async (here, there, tab) => {
    await here.module.whoAmI()
    const iterator = await there.module.numbers('of the tab')
    await iterator.next()
    void reasonOf(there.module.never())
    await until(() => there.pool.stats().running === 1)
    tab.close()
    // Its slot is free although its function goes on.
    await until(async () => (await here.module.ended()).includes('of the tab'))
  })
})

test('the same when it goes to another page', async () => {
  await withTwo({ limit: 1 }, async (here, there, tab) => {
    const mine = await here.module.whoAmI()
    const iterator = await there.module.numbers('of the tab')
    await iterator.next()
    await tab.navigate()
    await until(async () => (await here.module.ended()).includes('of the tab'))
    assert.is(await here.module.whoAmI(), mine)
  })
})

test('a worker that hangs for a page that is gone is replaced', async () => {
  await withTwo({ limit: 1 }, async (here, there, tab) => {
    const mine = await here.module.whoAmI()
    const door = gate()
    void reasonOf(there.module.hang(door.name))
    await door.reached()
    const waiting = here.module.whoAmI()
    tab.close()
    assert.is.not(await waiting, mine)
  })
})

test('a call that is killed in one page is a Retry for those of the other, and new ones go on', async () => {
  await withTwo({ limit: 1, concurrency: 2 }, async (here, there) => {
    const mine = await here.module.whoAmI()
    await there.module.whoAmI()
    const bystander = reasonOf(there.module.never())
    await until(() => there.pool.stats().running === 1)
    await pause(50)
    const reason = await reasonOf(here.module({ timeout: 100, grace: 50 }).hang('never opened'))
    assert.is((reason as DOMException).name, 'TimeoutError')
    const retry = (await bystander) as Retry
    assert.is(retry.code, 'INVOKE_RETRY')
    assert.match(String(retry.cause), /another page has killed the worker/)
    const [a, b] = await Promise.all([here.module.whoAmI(), there.module.whoAmI()])
    assert.is(a, b)
    assert.is.not(a, mine)
  })
})

test('a pool that is killed by force takes the workers of all pages with it, but not their pools', async () => {
  await withTwo({ limit: 1, concurrency: 2 }, async (here, there) => {
    const mine = await here.module.whoAmI()
    await there.module.whoAmI()
    const own = reasonOf(here.module.never())
    const theirs = reasonOf(there.module.never())
    await until(() => there.pool.stats().running === 1)
    await pause(50)
    await here.pool.kill({ force: true })
    assert.instance(await own, PoolDeath)
    assert.is(((await theirs) as Retry).code, 'INVOKE_RETRY')
    assert.is.not(await there.module.whoAmI(), mine)
  })
})

test('a pool that ends leaves the workers to the other page', async () => {
  await withTwo({ limit: 1 }, async (here, there) => {
    const mine = await here.module.whoAmI()
    await there.module.whoAmI()
    await here.pool.kill()
    assert.is(await there.module.whoAmI(), mine)
  })
})

test('an error that escapes is that of the page whose call it is, where that is known', async () => {
  await withTwo({ limit: 1, concurrency: 2 }, async (here, there) => {
    await Promise.all([here.module.whoAmI(), there.module.whoAmI()])
    const bystander = reasonOf(there.module.never())
    await until(() => there.pool.stats().running === 1)
    await pause(50)
    assert.is(String(await reasonOf(here.module.reportNow())), 'EvalError: reported')
    const retry = (await bystander) as Retry
    assert.is(retry.code, 'INVOKE_RETRY')
    assert.match(String(retry.cause), /EvalError: reported/)
  })
})

test('an error that escapes later is that of all that run there', async () => {
  await withTwo({ limit: 1, concurrency: 2 }, async (here, there) => {
    await Promise.all([here.module.whoAmI(), there.module.whoAmI()])
    const bystander = reasonOf(there.module.never())
    await until(() => there.pool.stats().running === 1)
    await pause(50)
    assert.is(String(await reasonOf(here.module.throwLater())), 'RangeError: from a timer')
    assert.match(String(await bystander), /RangeError: from a timer/)
  })
})

test('a worker that closes itself is one that exits, for the page whose call it was', async () => {
  await withTwo({ limit: 1, concurrency: 2 }, async (here, there) => {
    await Promise.all([here.module.whoAmI(), there.module.whoAmI()])
    const bystander = reasonOf(there.module.never())
    await until(() => there.pool.stats().running === 1)
    await pause(50)
    assert.is(
      ((await reasonOf(here.module.close())) as { code: string }).code,
      'INVOKE_WORKER_DEATH',
    )
    assert.is(((await bystander) as Retry).code, 'INVOKE_RETRY')
  })
})

test('a page that comes later joins the workers that are there', async () => {
  await withTwo({ limit: 2 }, async (here, _there, _tab, name) => {
    const mine = await here.module.whoAmI()
    const late = new Tab()
    const guest = await late.open(name, { limit: 2 })
    assert.is(await guest.module.whoAmI(), mine)
    late.close()
  })
})

test('many pages come and go, and every call is answered', async () => {
  await withTwo({ limit: 2 }, async (here, _there, _tab, name) => {
    const state = { running: true }
    let answered = 0
    const work = (async () => {
      while (state.running) {
        await here.module({ retries: 5 }).wait(2)
        answered++
      }
    })()
    for (let i = 0; i < 5; i++) {
      const tab = new Tab()
      const guest = await tab.open(name, { limit: 2 })
      await Promise.all([guest.module.whoAmI(), guest.module.wait(5), guest.module.spin(5)])
      void reasonOf(guest.module.wait(1000))
      tab.close()
    }
    state.running = false
    await work
    assert.ok(answered > 5)
  })
})

test('an isolated module has workers that no other has', async () => {
  await withTwo({ limit: 1 }, async (here) => {
    const apart = here.pool.invoke<Sharing>('./modules/sharing.js', { isolated: true })
    const [shared, own] = await Promise.all([here.module.whoAmI(), apart.whoAmI()])
    assert.is.not(shared, own)
  })
})

test('options that contradict each other are refused', () => {
  assert.throws(
    () => openShared('any', { transport: 'dedicated' }),
    /scope: "origin" and transport: "dedicated" contradict each other/,
  )
  assert.throws(
    () => openShared('any', { scope: 'tab' as never }),
    /"scope" must be "page" or "origin"/,
  )
})

test.run()
