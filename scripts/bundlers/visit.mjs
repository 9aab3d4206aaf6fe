/** Opens a page of the example and waits for its end. Gives what it shows, its workers, and all that went wrong. */
export const visit = async (browser, url) => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const faults = []
  const workers = []
  page.on('pageerror', (error) => faults.push(`error: ${error.stack ?? error}`))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text())
  })
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`)
  })
  page.on('requestfailed', (request) => faults.push(`failed: ${request.url()}`))
  page.on('worker', (worker) => workers.push(worker.url()))
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) =>
      console.error(`forbidden: ${event.violatedDirective} ${event.blockedURI}`),
    )
  })
  try {
    await page.goto(url)
    await page.locator('html[data-state]').waitFor({ state: 'attached', timeout: 60_000 })
    const shown = await page.evaluate(() => ({
      state: document.documentElement.dataset.state,
      title: document.title,
      parts: [...document.querySelectorAll('tr')].map((row) => row.textContent),
      scripts: [...document.querySelectorAll('tr')].map((row) => row.dataset.script),
      primes: [...document.querySelectorAll('li')].map((item) => Number(item.textContent)),
    }))
    return { ...shown, workers, faults }
  } catch (error) {
    throw new Error([`${url}: ${error.message}`, ...faults].join('\n'), { cause: error })
  } finally {
    await context.close()
  }
}
