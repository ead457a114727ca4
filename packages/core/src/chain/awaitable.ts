/** A promise that knows whether anybody waits for it. It costs two more turns of the queue. */
export class Awaitable<T> extends Promise<T> {
  /** Whether it has been given to `await`, `then` or `catch`. */
  isAwaited = false

  static of<T>(promise: Promise<T>): Awaitable<T> {
    const made = new Awaitable<T>((resolve, reject) => void promise.then(resolve, reject))
    // A failure for which nobody waits must not end the process.
    void Promise.prototype.then.call(made, undefined, () => {})
    return made
  }

  /** What `then` makes is a plain promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  // biome-ignore lint/suspicious/noThenProperty: `await` calls it
  override then: Promise<T>['then'] = (...callbacks) => {
    this.isAwaited = true
    return super.then(...callbacks)
  }
}
