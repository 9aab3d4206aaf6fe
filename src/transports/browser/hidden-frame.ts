/** A window of the page's own in which a shared worker can be made, and with which it goes: nothing else ends one that hangs. */
export class HiddenFrame {
  private readonly frame = document.createElement('iframe')

  /** Resolves when workers can be made in it. */
  async open(): Promise<Window & typeof globalThis> {
    const { frame } = this
    frame.hidden = true
    frame.tabIndex = -1
    frame.ariaHidden = 'true'
    await new Promise((resolve) => {
      frame.addEventListener('load', resolve, { once: true })
      document.documentElement.append(frame)
    })
    const { contentWindow } = frame
    if (contentWindow === null)
      throw new Error('the frame of a shared worker was taken out of the page')
    return contentWindow as Window & typeof globalThis
  }

  /** Ends the worker, unless other pages have it, too. */
  close(): void {
    this.frame.remove()
  }
}
