/** Listens on a port. Its errors say what to do. */
import { once } from 'node:events'
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

/** The settings that the user can change, as the user writes them: `server.host or --host`. */
export interface Named {
  readonly host: string
  readonly port: string
}

/**
 * Resolves to the origin of the server: `http://127.0.0.1:3000`.
 * @throws CliError when the port or the address cannot be used.
 */
export async function listen(
  server: Server,
  options: ListenOptions,
  named: Named,
): Promise<string> {
  // once() leaves no listener behind, however often a server tries.
  const listening = once(server, 'listening')
  server.listen(options)
  await listening.catch((error: NodeJS.ErrnoException) => {
    throw explain(error, options, named)
  })
  return originOf(server)
}

/** Whether only this machine reaches a server that listens on `host`. */
export function isLocal(host: string): boolean {
  return ['127.0.0.1', 'localhost', '::1'].includes(host)
}

/** The origin as this machine reaches it: a server that listens everywhere also listens on 127.0.0.1. */
export function fromHere(origin: string): string {
  return origin.replace(/^http:\/\/(0\.0\.0\.0|\[::\])/, 'http://127.0.0.1')
}

/** The number of ports that are tried after the wanted one. */
const MOST_TRIES = 20

/** Like {@link listen}. When the port is taken, it uses the next free one. */
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

/** Another program or another bot has the port. */
class PortTaken extends CliError {}

function originOf(server: Server): string {
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
