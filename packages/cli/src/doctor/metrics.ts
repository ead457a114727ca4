/** Examines the port of the metrics: whether it is the bots' own, is free, or has the metrics of a bot. */
import type { ServerConfig } from '@wechatbot/core'
import { isEverywhere, METRICS_PATH, resolveMetrics, sharedPort } from '../monitor/address.ts'
import type { Words } from '../words/index.ts'
import { type Finding, fail, ok, warn } from './finding.ts'
import { listenCode } from './port.ts'

/** @param say the words of the ports: the bots' and the metrics' have most in common. */
export async function examineMetrics(
  server: ServerConfig | undefined,
  say: Words['doctor']['port'],
): Promise<readonly Finding[]> {
  if (server?.metrics === undefined) return []
  const shared = sharedPort(server)
  if (shared !== undefined) return [fail('metrics', say.shared(shared))]
  const { host, port } = resolveMetrics(server.metrics)
  const code = await listenCode(host, port)
  if (code === undefined) return [ok('metrics', say.free(port))]
  if (code === 'EADDRINUSE') {
    const hasMetrics = await answersMetrics(isEverywhere(host) ? '127.0.0.1' : host, port)
    return [hasMetrics ? ok('metrics', say.hasMetrics(port)) : warn('metrics', say.noMetrics(port))]
  }
  if (code === 'EACCES') return [fail('metrics', say.metricsNeedRoot(port))]
  return [fail('metrics', say.unusable(`${host}:${port}`, code))]
}

async function answersMetrics(host: string, port: number): Promise<boolean> {
  const name = host.includes(':') ? `[${host}]` : host
  try {
    const response = await fetch(`http://${name}:${port}${METRICS_PATH}`, {
      signal: AbortSignal.timeout(2000),
    })
    return /^wechatbot_/m.test(await response.text())
  } catch {
    return false
  }
}
