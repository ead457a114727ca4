/** Serves the metrics to Prometheus on a port of their own. The port serves nothing else. */
import { createServer } from 'node:http'
import type { ServerConfig } from '@wechatbot/core'
import { foreignHost } from '@wechatbot/core/internal/http/guard'
import type { Registry } from 'prom-client'
import { listen } from '../serve/listen.ts'
import { isEverywhere, METRICS_PATH, resolveMetrics } from './address.ts'

export interface Exporter {
  /** `http://127.0.0.1:9464/metrics` */
  readonly url: string
  readonly close: () => void
}

/** @throws CliError when the port is taken. */
export async function serveMetrics(
  registry: Registry,
  options: ServerConfig['metrics'],
): Promise<Exporter> {
  const { host, port } = resolveMetrics(options)
  const server = createServer({ maxHeaderSize: 8192 }, (req, res) => {
    // A web page whose name is rebound to this address must not read the metrics.
    if (!isEverywhere(host) && foreignHost(req.headers, [nameOf(host)]) !== undefined) {
      return void res.writeHead(403, { connection: 'close' }).end()
    }
    // Prometheus can be told to add parameters.
    const isAsked = req.method === 'GET' && req.url?.split('?')[0] === METRICS_PATH
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
    url: origin + METRICS_PATH,
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
