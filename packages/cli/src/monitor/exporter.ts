/** Serves the metrics to Prometheus on a port of their own. The port serves nothing else. */
import { createServer } from 'node:http'
import { foreignHost } from '@wechatbot/core/internal/http/guard'
import type { Registry } from 'prom-client'
import { listen } from '../serve/listen.ts'

export interface Exporter {
  /** `http://127.0.0.1:9464/metrics` */
  readonly url: string
  readonly close: () => void
}

/** The port that Prometheus keeps for exporters of this kind. */
const PORT = 9464
const PATH = '/metrics'
/** Addresses on which a server is also reached by names that this machine does not know. */
const EVERYWHERE = ['0.0.0.0', '::']

/** @throws CliError when the port is taken. */
export async function serveMetrics(
  registry: Registry,
  { host = '127.0.0.1', port = PORT }: { readonly host?: string; readonly port?: number } = {},
): Promise<Exporter> {
  const server = createServer({ maxHeaderSize: 8192 }, (req, res) => {
    // A web page whose name is rebound to this address must not read the metrics.
    if (!EVERYWHERE.includes(host) && foreignHost(req.headers, [nameOf(host)]) !== undefined) {
      return void res.writeHead(403, { connection: 'close' }).end()
    }
    // Prometheus can be told to add parameters.
    const isAsked = req.method === 'GET' && req.url?.split('?')[0] === PATH
    if (!isAsked) return void res.writeHead(404).end()
    registry.metrics().then(
      (text) => res.setHeader('content-type', registry.contentType).end(text),
      () => res.writeHead(500).end(),
    )
  })
  server.headersTimeout = 5000
  server.requestTimeout = 8000
  const named = { host: 'server.metrics.host', port: 'server.metrics.port' }
  const origin = await listen(server, { host, port }, named)
  return {
    url: origin + PATH,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** The host in the form of a Host header. */
function nameOf(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
