/** Handles the messages of one user one after the other, in the order in which they reached this process. */

/**
 * Resolves when it is the message's turn. The function that it gives lets the next message in. An aborted message
 * also lets it in.
 */
export type Enter = (openid: string, signal: AbortSignal) => Promise<() => void>

export function createLine(): Enter {
  let last = new Map<string, Promise<void>>()
  return async (openid, signal) => {
    const before = last.get(openid)
    const { promise, leave } = createPlace()
    last.set(openid, promise)
    void promise.then(() => {
      if (last.get(openid) === promise) last.delete(openid)
      // An outgrown table of a Map keeps all later ones alive. A new Map breaks this chain.
      if (last.size === 0) last = new Map()
    })
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    await before
    return leave
  }
}

function createPlace() {
  let leave!: () => void
  const promise = new Promise<void>((resolve) => {
    leave = resolve
  })
  return { promise, leave }
}
