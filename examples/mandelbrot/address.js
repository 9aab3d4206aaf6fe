/** The fragment of the page's address, which says where one looks and who computes. */
import { HOME } from './view.js'

/** Digits of a number that still make a difference, and one more. */
const digitsFor = (span) => Math.min(17, Math.max(3, Math.ceil(-Math.log10(span)) + 5))

/** @param {import('./view.js').Place} place @param {string} mode */
const addressOf = ({ x, y, span }, mode) => {
  const digits = digitsFor(span)
  const short = (number) => String(Number(number.toFixed(digits)))
  const parts = { x: short(x), y: short(y), span: String(Number(span.toPrecision(5))), mode }
  return `#${new URLSearchParams(parts)}`
}

/** What an address says; what it does not say, or not as it must be, is as at first. @param {string} hash */
export const readAddress = (hash) => {
  const parts = new URLSearchParams(hash.slice(1))
  const number = (name) => {
    const value = parts.get(name)
    return value === null || value === '' || !Number.isFinite(Number(value))
      ? HOME[name]
      : Number(value)
  }
  const place = { x: number('x'), y: number('y'), span: number('span') }
  return { place: place.span > 0 ? place : HOME, mode: parts.get('mode') ?? '' }
}

/** While the view moves, the address stays: browsers refuse to change it all the time. In milliseconds. */
const STILL = 250

/** Keeps the address of the page up to date. */
export class Address {
  #link
  #linked
  #seen
  #seenAt = 0
  #written = ''

  /**
   * @param {HTMLAnchorElement} link to the same place
   * @param {string} linked who computes there
   */
  constructor(link, linked) {
    this.#link = link
    this.#linked = linked
  }

  /** Calls back when the user has changed the address. */
  onchange(changed) {
    addEventListener('hashchange', () => {
      if (location.hash !== this.#written) changed(readAddress(location.hash))
    })
  }

  /** Called for each frame. @param {import('./view.js').Place} place @param {string} mode */
  frame(now, place, mode) {
    const address = addressOf(place, mode)
    if (address !== this.#seen) {
      this.#seen = address
      this.#seenAt = now
      return
    }
    if (address === this.#written || now - this.#seenAt < STILL) return
    this.#written = address
    this.#link.href = addressOf(place, this.#linked)
    if (location.hash !== address) history.replaceState(null, '', address)
  }
}
