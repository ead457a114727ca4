/**
 * TCP connections of this process. When both ends are in this process, data is in flight as long as one end has
 * written more than the other has read. A server that only thinks is not counted, because it may think by the
 * manual clock. Of an end outside this process only this is known: whether it has answered the last data written.
 */

/** The fields that are read of the object behind a connection. None is documented, and any may be absent. */
interface Handle {
  /** Undefined for a closed connection. False while the process does not wait for it, as in a pool. */
  readonly hasRef?: () => boolean | undefined
  readonly getsockname?: (out: { port?: number }) => number
  readonly getpeername?: (out: { port?: number }) => number
  readonly bytesRead?: number
  readonly bytesWritten?: number
  /** False while the reader is paused. */
  readonly reading?: boolean
  /** For TLS: the connection below it. */
  readonly _parent?: unknown
}

interface Ports {
  readonly own: number
  readonly peer: number
}

interface End {
  readonly handle: Handle
  isClient: boolean
  /** The number of bytes that had been written at the last read. */
  answered: number
  /** The time of the last read or write, or of the opening. */
  usedAt: number
  ports?: Ports | undefined
  /** Whether the other end is or was in this process. */
  isOfHere: boolean
  /** The TLS above this connection. It reads in place of the connection. */
  tls?: Handle
}

/** Closed connections are removed each time that the count is a multiple of this. */
const MANY = 1000

export class Sockets {
  readonly #ends = new Map<number, End>()
  readonly #tls = new Map<number, Handle>()

  begin(id: number, type: string, triggerId: number, handle: Handle): void {
    if (type === 'TCPWRAP') {
      if (this.#ends.size % MANY === 0) this.#look()
      this.#ends.set(id, { handle, isClient: false, isOfHere: false, answered: 0, usedAt: id })
    }
    const written = this.#ends.get(triggerId)
    if (written !== undefined) written.usedAt = id
    if (type === 'TLSWRAP') this.#tls.set(id, handle)
    const connecting = type === 'TCPCONNECTWRAP' ? this.#ends.get(triggerId) : undefined
    if (connecting !== undefined) connecting.isClient = true
  }

  /** A connection has called back: data was read, or the connection has ended. */
  called(id: number, now: number): void {
    const tls = this.#tls.get(id)
    const end = tls === undefined ? this.#ends.get(id) : this.#below(tls)
    if (end === undefined) return
    end.answered = end.handle.bytesWritten ?? 0
    end.usedAt = now
  }

  /** Whether the client at this port reads data from outside this process. */
  readsFromElsewhere(port: number): boolean {
    const end = [...this.#ends.values()].find(
      ({ isClient, ports }) => isClient && ports?.own === port,
    )
    // A connection from before the watch is unknown here.
    return end === undefined || (!end.isOfHere && isRead(end))
  }

  /** @param since connections last used before are left out: a test may have left them behind */
  *inFlight(since: number): Iterable<string> {
    this.#look()
    const ends = [...this.#ends.values()]
    const accepted = new Map(
      ends
        .filter((end) => !end.isClient && end.ports !== undefined)
        .map((end) => [`${end.ports?.peer}-${end.ports?.own}`, end]),
    )
    for (const end of ends) {
      if (!end.isClient || end.ports === undefined) continue
      const { own, peer } = end.ports
      const other = accepted.get(`${own}-${peer}`)
      if (other !== undefined) end.isOfHere = true
      if (Math.max(end.usedAt, other?.usedAt ?? 0) <= since) continue
      const isInFlight = other
        ? isOnTheWay(end, other) || isOnTheWay(other, end)
        : !end.isOfHere && isAwaited(end)
      if (isInFlight) yield `a connection to port ${peer}`
    }
  }

  /** Forgets closed connections, and learns the ports of open ones. */
  #look(): void {
    for (const [id, tls] of this.#tls) {
      const end = this.#below(tls)
      if (end !== undefined) end.tls = tls
      else if (tls._parent !== undefined) this.#tls.delete(id)
    }
    for (const [id, end] of this.#ends) {
      if (end.handle.hasRef?.() === undefined) this.#ends.delete(id)
      else end.ports ??= portsOf(end.handle)
    }
  }

  #below(tls: Handle): End | undefined {
    return [...this.#ends.values()].find(({ handle }) => handle === tls._parent)
  }
}

function portsOf(handle: Handle): Ports | undefined {
  const [own, peer]: [{ port?: number }, { port?: number }] = [{}, {}]
  if (handle.getsockname?.(own) !== 0 || handle.getpeername?.(peer) !== 0) return undefined
  return { own: own.port ?? 0, peer: peer.port ?? 0 }
}

function isOnTheWay(from: End, to: End): boolean {
  return isRead(to) && from.handle.bytesWritten !== to.handle.bytesRead
}

function isAwaited({ handle, answered }: End): boolean {
  return handle.hasRef?.() === true && (handle.bytesWritten ?? 0) > answered
}

function isRead({ tls, handle }: End): boolean {
  return (tls ?? handle).reading === true
}
