/** Observes the bots of `wechatbot start`: recording, metrics, watchdog. */
import type { App, Clock, Logger, Observe, ServerConfig } from '@wechatbot/core'
import { runtimeOf } from '@wechatbot/core/internal/pipeline/runtime'
import { Observers } from '@wechatbot/core/internal/records/observers'
import type { Exporter } from './exporter.ts'
import { createWatchdog, type LoopDelay } from './watchdog.ts'

export interface Monitor {
  /** One observer for all bots. */
  readonly observe: Observe
  /** The URL of the metrics. Undefined when metrics are off. */
  readonly url: string | undefined
  /** Adds a bot to the metrics, which then show it before anything happens to it. */
  readonly include: (app: App) => void
  /** Call it last: the metrics can be read until then. */
  readonly stop: () => void
}

export interface MonitorOptions {
  readonly server: ServerConfig | undefined
  readonly log: Logger
  /** The folder for recorded pushes. */
  readonly folder: string | undefined
  readonly clock: Clock
}

/** @throws CliError when the folder cannot be written, or the port of the metrics is taken. */
export async function startMonitor(options: MonitorOptions): Promise<Monitor> {
  const { server, log, folder, clock } = options
  const record =
    folder === undefined ? undefined : (await import('./recording.ts')).recordTo(folder)
  const observers = new Observers(log, record)
  let include: Monitor['include'] = () => {}
  let onWindow: ((delay: LoopDelay) => void) | undefined
  let exporter: Exporter | undefined
  if (server?.metrics !== undefined) {
    // prom-client is loaded only when metrics are on.
    const { createMetrics } = await import('./metrics.ts')
    const { serveMetrics } = await import('./exporter.ts')
    const metrics = createMetrics(log, clock.monotonic)
    exporter = await serveMetrics(metrics.registry, server.metrics)
    observers.add(metrics.observe, log)
    onWindow = metrics.setLoopDelay
    include = (app) => {
      for (const bot of app.bots) {
        const { turns } = runtimeOf(bot).state
        metrics.include({ name: bot.name, plugins: bot.plugins, inFlight: () => turns.size })
        // A setup that fails ends the start, which says so.
        bot.describe().then(
          ({ jobs }) => metrics.includeJobs(bot.name, jobs),
          () => {},
        )
      }
    }
  }
  const watchdog = createWatchdog({ log, onWindow, clock })
  observers.add(watchdog.observe, log)
  return {
    observe: observers.tell,
    url: exporter?.url,
    include,
    stop: () => {
      watchdog.stop()
      exporter?.close()
    },
  }
}
