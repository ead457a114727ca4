/** Listening, with errors that say what to do. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CliError } from '../errors.ts'
import { words } from '../words/index.ts'

const { start: say } = words

export interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly backlog?: number
}

/** What the user can change, as it is written: `server.host or --host`. */
export interface Named {
  readonly host: string
  readonly port: string
}

/**
 * Resolves to where it listens: `http://127.0.0.1:3000`.
 * @throws CliError for a port or an address that cannot be had.
 */
export async function listen(
  server: Server,
  options: ListenOptions,
  named: Named,
): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, options, named)))
    server.listen(options, resolve)
  })
  return originOf(server)
}

/** Ports after the one that was asked for. */
const MOST_TRIES = 20

/** As {@link listen}; where the port is taken, at the next one that is free. */
export async function listenNear(
  server: Server,
  options: ListenOptions,
  named: Named,
): Promise<string> {
  const last = Math.min(options.port + MOST_TRIES, 65_535)
  for (let { port } = options; ; port += 1) {
    try {
      return await listen(server, { ...options, port }, named)
    } catch (error) {
      if (!(error instanceof PortTaken) || port === 0 || port === last) throw error
    }
  }
}

/** By another program, or by another bot. */
class PortTaken extends CliError {}

export function originOf(server: Server): string {
  const { address, port } = server.address() as AddressInfo
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`
}

function explain(error: NodeJS.ErrnoException, { host, port }: ListenOptions, named: Named): Error {
  if (error.code === 'EADDRINUSE') {
    return new PortTaken(say.portTaken(port, named.port))
  }
  if (error.code === 'EACCES') {
    return new CliError(say.portNeedsRoot(port, named.port))
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new CliError(say.noSuchAddress(host, named.host))
  }
  return error
}
