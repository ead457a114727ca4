/** Whether Redis, or a node of it, may be asked now. */

/** A server that has failed is left alone for this time. */
const OPEN_MS = 500
/** A shorter outage ends no lease: its owner renews each second what lasts for three. */
const LONG_MS = 2000

export class Circuit {
  readonly #now: () => number
  /** 0 while Redis is well. */
  #openUntil = 0
  /** When the outage began. */
  #since = 0
  #probe: Promise<void> | undefined

  constructor(now: () => number) {
    this.#now = now
  }

  /** Whether Redis has failed, and has answered nothing since. */
  get isBroken(): boolean {
    return this.#openUntil > 0
  }

  /** Whether Redis is left alone for now. */
  get isOpen(): boolean {
    return this.#now() < this.#openUntil
  }

  /** Resolves when the first command after an outage has its outcome. Undefined without one. */
  get probe(): Promise<void> | undefined {
    return this.#probe
  }

  /** Lets other commands wait for this one. Returns the function that ends their wait. Undefined while Redis is well. */
  beginProbe(): (() => void) | undefined {
    if (!this.isBroken) return undefined
    let end = () => {}
    this.#probe = new Promise<void>((resolve) => {
      end = resolve
    })
    return () => {
      this.#probe = undefined
      end()
    }
  }

  fail(): void {
    if (!this.isBroken) this.#since = this.#now()
    this.#openUntil = this.#now() + OPEN_MS
  }

  /** Ends the outage. True if it was so long that owners have lost their leases. */
  answer(): boolean {
    const wasLong = this.isBroken && this.#now() - this.#since >= LONG_MS
    this.#openUntil = 0
    return wasLong
  }
}
