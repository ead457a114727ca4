/** What observes the bots of `wechatbot start`: recording, figures, watchdog. */
import type { App, Clock, Logger, Observe, ServerConfig } from '@wechatbot/core'
import { runtimeOf } from '@wechatbot/core/internal'
import type { Exporter } from './exporter.ts'
import { recordTo } from './recording.ts'
import { createWatchdog, type LoopDelay } from './watchdog.ts'

export interface Monitor {
  /** One for all bots. */
  readonly observe: Observe
  /** Where Prometheus reads; undefined when figures are not asked for. */
  readonly url: string | undefined
  /** From now on figures tell of its bots, also before anything happens to them. */
  readonly include: (app: App) => void
  /** For the very end: figures can be read until then. */
  readonly stop: () => void
}

export interface MonitorOptions {
  readonly server: ServerConfig | undefined
  readonly log: Logger
  /** Where to write pushes. */
  readonly folder: string | undefined
  readonly clock: Clock
}

/** @throws CliError when the folder cannot be written, or the port of the metrics is taken. */
export async function startMonitor(options: MonitorOptions): Promise<Monitor> {
  const { server, log, folder, clock } = options
  const observers: Observe[] = folder === undefined ? [] : [recordTo(folder)]
  let include: Monitor['include'] = () => {}
  let onWindow: ((delay: LoopDelay) => void) | undefined
  let exporter: Exporter | undefined
  if (server?.metrics !== undefined) {
    // Without figures, prom-client is not loaded.
    const { createMetrics } = await import('./metrics.ts')
    const { serveMetrics } = await import('./exporter.ts')
    const metrics = createMetrics(clock.monotonic)
    exporter = await serveMetrics(metrics.registry, server.metrics)
    observers.push(metrics.observe)
    onWindow = metrics.setLoopDelay
    include = (app) => {
      for (const bot of app.bots) {
        const { turns } = runtimeOf(bot).state
        metrics.include({ name: bot.name, plugins: bot.plugins, inFlight: () => turns.size })
      }
    }
  }
  const watchdog = createWatchdog({ log, onWindow, clock })
  observers.push(watchdog.observe)
  return {
    observe: together(observers),
    url: exporter?.url,
    include,
    stop: () => {
      watchdog.stop()
      exporter?.close()
    },
  }
}

/** Calls all of them, also when one fails; core logs what is thrown. */
export function together(observers: readonly Observe[]): Observe {
  return (record) => {
    const errors: unknown[] = []
    for (const observe of observers) {
      try {
        observe(record)
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }
}
