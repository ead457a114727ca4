/** The address of the metrics, and whether the bots want the same. */
import type { ServerConfig } from '@wechatbot/core'
import { resolveServer } from '@wechatbot/core/internal/config/defaults'

export interface Address {
  readonly host: string
  readonly port: number
}

/** The path of the metrics. The port serves nothing else. */
export const METRICS_PATH = '/metrics'

/** The port that Prometheus keeps for exporters of this kind. */
const PORT = 9464
/** Addresses on which a server is also reached by names that this machine does not know. */
const EVERYWHERE = ['0.0.0.0', '::']

export function resolveMetrics({
  host = '127.0.0.1',
  port = PORT,
}: ServerConfig['metrics'] = {}): Address {
  return { host, port }
}

export function isEverywhere(host: string): boolean {
  return EVERYWHERE.includes(host)
}

/** The port that both the bots and the metrics want, so that `start` fails; undefined where there is none. */
export function sharedPort(server: ServerConfig | undefined): number | undefined {
  if (server?.metrics === undefined) return undefined
  const own = resolveServer(server)
  const { host, port } = resolveMetrics(server.metrics)
  // With 0 each of them gets a free port.
  if (port !== own.port || port === 0) return undefined
  const isOneHost =
    isEverywhere(host) || isEverywhere(own.host) || numberOf(host) === numberOf(own.host)
  return isOneHost ? port : undefined
}

function numberOf(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host
}
