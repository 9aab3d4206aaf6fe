/**
 * Opens `examples/mandelbrot` in Chromium and looks at what it shows: `node scripts/test-demo.mjs [screenshot.png]` also writes
 * what it saw.
 */
import { writeFile } from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { launchChromium } from './browser/chromium.mjs'
import { serveDemo } from './browser/demo.mjs'

const [file] = process.argv.slice(2)

/** Where a picture has much to compute. */
const VALLEY = '#x=-0.7436&y=0.1318&span=0.0046'

/** What the page shows at first. */
const HOME = { x: -0.65, y: 0, span: 2.9 }

/** Pixels on each side of what is looked at, to find tiles that are empty: less than what is seen of any of them. */
const SQUARE = 16

const INSIDE = [
  [0, 0],
  [-1, 0],
  [-1.3107, 0],
  [-0.1226, 0.7449],
  [-0.1226, -0.7449],
]
const OUTSIDE = [
  [0.5, 0.5],
  [-1.9, 0.4],
  [-0.75, 0.5],
  [0.45, -0.1],
]

const test = suite('the demonstration')
/** What goes wrong beside the tests: errors of the pages, and whatever their policy forbids. */
const faults = []
let server
let browser
let context

const open = async (hash) => {
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(String(error.stack ?? error)))
  await page.goto(`${server.origin}/${hash}`)
  return page
}

/** The page tells its state once in each frame: what it says must not be that of before. */
const settled = async (page) => {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
  await page.waitForSelector('#picture[data-state=complete]')
}

const noted = (page, name) =>
  page.evaluate((name) => Number(document.getElementById('picture').dataset[name]), name)

/** Waits for one picture more than there was before something is done. */
const repainted = async (page, act) => {
  const before = await noted(page, 'pictures')
  await act()
  await page.waitForFunction(
    (before) => Number(document.getElementById('picture').dataset.pictures) > before,
    before,
  )
  await settled(page)
}

/** All pixels of the canvas as one number, to be compared. */
const digest = (page) =>
  page.evaluate(async () => {
    const canvas = document.getElementById('picture')
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', data))
    return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  })

/**
 * Pixels as they are on the screen.
 * @param {readonly (readonly [number, number])[]} points
 * @returns the colours of some points; how many colours there are; how many squares show nothing but the background
 */
const look = async (page, points) => {
  const screenshot = await page.locator('#picture').screenshot()
  return page.evaluate(
    async ({ base64, points, square }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const { width, height } = bitmap
      const drawing = new OffscreenCanvas(width, height).getContext('2d')
      drawing.drawImage(bitmap, 0, 0)
      const { data } = drawing.getImageData(0, 0, width, height)
      const colorAt = (x, y) => data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3).join()
      const background = getComputedStyle(document.getElementById('picture'))
        .backgroundColor.match(/\d+/g)
        .join()
      const colors = new Set()
      let empty = 0
      for (let top = 0; top < height; top += square) {
        for (let left = 0; left < width; left += square) {
          const inSquare = new Set()
          for (let y = top; y < Math.min(height, top + square); y++) {
            for (let x = left; x < Math.min(width, left + square); x++) inSquare.add(colorAt(x, y))
          }
          if (inSquare.size === 1 && inSquare.has(background)) empty++
          for (const color of inSquare) colors.add(color)
        }
      }
      const { x, y, span } = points.home
      const pixel = span / Math.min(width, height)
      const found = points.list.map(([re, im]) =>
        colorAt(
          Math.round((re - x) / pixel + width / 2),
          Math.round((y - im) / pixel + height / 2),
        ),
      )
      return { found, colors: colors.size, empty }
    },
    { base64: screenshot.toString('base64'), points: { home: HOME, list: points }, square: SQUARE },
  )
}

test.before(async () => {
  server = await serveDemo()
  browser = await launchChromium()
  context = await browser.newContext({ viewport: { width: 780, height: 380 } })
  context.setDefaultTimeout(30_000)
})

test.after(async () => {
  await browser?.close()
  server?.close()
})

test.after.each(async () => {
  await Promise.all(context.pages().map((page) => page.close()))
  faults.length = 0
})

test('the page shows the set, and the same picture whoever computes it', async () => {
  const page = await open('#mode=dedicated')
  await settled(page)
  if (file !== undefined) await writeFile(file, await page.screenshot())
  const expected = await digest(page)
  // What lies over the picture is not the picture.
  await page.evaluate(() =>
    document.querySelector('.bar').style.setProperty('visibility', 'hidden'),
  )
  const { found, colors, empty } = await look(page, [...INSIDE, ...OUTSIDE])
  const inside = found.slice(0, INSIDE.length)
  assert.equal(
    inside,
    inside.map(() => '0,0,0'),
  )
  for (const color of found.slice(INSIDE.length)) assert.is.not(color, '0,0,0')
  assert.ok(colors > 1000, `there are ${colors} colours`)
  assert.is(empty, 0)
  for (const mode of ['main', 'shared']) {
    await repainted(page, () => page.locator(`label:has([value=${mode}])`).click())
    assert.is(await page.getAttribute('#picture', 'data-mode'), mode)
    assert.is(await digest(page), expected, mode)
  }
  assert.equal(faults, [])
})

test('a move cancels what is not done yet, and the picture is complete all the same', async () => {
  const page = await open(VALLEY)
  await page.waitForSelector('#picture[data-state=busy]')
  await repainted(page, async () => {
    // At least the second of these comes while there is something to be done.
    for (const left of [200, 320, 260]) {
      await page.mouse.move(left, 200)
      await page.mouse.down()
      await page.mouse.move(left + 70, 240, { steps: 3 })
      await page.mouse.up()
      await page.mouse.wheel(0, -120)
      await page.waitForTimeout(150)
    }
  })
  assert.ok((await noted(page, 'cancelled')) > 0, 'nothing was cancelled')
  await page.waitForFunction(() => document.getElementById('queued').textContent === '0')
  const moved = await digest(page)
  // Tiles from before the move fit in with those that came later.
  await repainted(page, () => page.click('#again'))
  assert.is(await digest(page), moved)
  assert.equal(faults, [])
})

test('keys, buttons and a double click move the view, and the address tells where it is', async () => {
  const page = await open('')
  await settled(page)
  const start = await digest(page)
  await repainted(page, async () => {
    await page.keyboard.press('ArrowLeft')
    await page.click('#larger')
    await page.dblclick('#picture', { position: { x: 200, y: 200 } })
  })
  await page.waitForFunction(() => /span=0\.725\b/.test(location.hash))
  const [hash, there] = [await page.evaluate(() => location.hash), await digest(page)]
  assert.is.not(there, start)
  await repainted(page, () => page.keyboard.press('0'))
  assert.is(await digest(page), start)
  await repainted(page, () =>
    page.evaluate((hash) => {
      location.hash = hash
    }, hash),
  )
  assert.is(await digest(page), there)
  assert.equal(faults, [])
})

test('a second tab joins the same workers, and keeps them when the first is closed', async () => {
  const first = await open('#mode=shared')
  await settled(first)
  const expected = await digest(first)
  const href = await first.getAttribute('#second', 'href')
  const second = await open(href)
  await settled(second)
  const [one, other] = await Promise.all(
    [first, second].map((page) => page.getAttribute('#picture', 'data-makers')),
  )
  const both = other.split(' ').filter((maker) => one.split(' ').includes(maker))
  assert.ok(both.length > 0, 'no worker has made tiles for both')
  await second.waitForFunction(() =>
    /^\d+ tiles for other tabs$/.test(document.getElementById('others').textContent),
  )
  assert.is(await digest(second), expected)
  // What the first has in the workers ends with it, while the second has something there.
  await first.evaluate((hash) => location.replace(hash), VALLEY)
  await repainted(second, async () => {
    await second.click('#again')
    await first.close()
  })
  assert.is(await digest(second), expected)
  assert.equal(faults, [])
})

test('a narrow screen has room for all of it', async () => {
  const page = await open('')
  await page.setViewportSize({ width: 360, height: 720 })
  await settled(page)
  const [width, wanted] = await page.evaluate(() => [
    innerWidth,
    Math.max(
      ...[...document.querySelectorAll('body *')].map((one) => one.getBoundingClientRect().right),
    ),
  ])
  assert.ok(wanted <= width, `${wanted} of ${width} pixels`)
  assert.equal(faults, [])
})

test.run()
