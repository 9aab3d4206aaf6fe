import type { PoolOptions } from 'invoke/browser'
import type { Guest } from './guest.js'

type GuestWindow = Window & { openGuest(name: string, options?: PoolOptions): Guest }

/** Another page of the origin, in a frame: its document comes and goes as that of a tab does. */
export class Tab {
  private readonly frame = document.createElement('iframe')

  /** Opens a page that has a pool of this name. */
  async open(name: string, options?: PoolOptions): Promise<Guest> {
    this.frame.src = '/pages/guest'
    await new Promise((resolve) => {
      this.frame.addEventListener('load', resolve, { once: true })
      document.body.append(this.frame)
    })
    return (this.frame.contentWindow as GuestWindow).openGuest(name, options)
  }

  /** Goes to another page. */
  async navigate(): Promise<void> {
    await new Promise((resolve) => {
      this.frame.addEventListener('load', resolve, { once: true })
      this.frame.src = '/pages/empty'
    })
  }

  close(): void {
    this.frame.remove()
  }
}
