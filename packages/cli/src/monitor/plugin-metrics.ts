/**
 * The metrics of plugins, made from records of `scope.record`. Their number is bounded: Prometheus keeps each
 * combination of labels for weeks.
 */
import type { Logger, ObservedRecord } from '@wechatbot/core'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

type MetricRecord = Extract<ObservedRecord, { type: 'metric' }>
type Labels = MetricRecord['labels']

/** Our own metrics are about 25. */
const MOST_NAMES = 50
/** Combinations of label values of one metric, for each bot. A histogram writes 19 lines for each of them. */
const MOST_COMBINATIONS = 100

/** A metric, with the labels with which it was first recorded. */
interface PluginMetric {
  readonly labels: readonly string[]
  readonly write: (labels: Labels, value: number) => void
  /** The combinations of label values, by bot. */
  readonly combinations: Map<string, Set<string>>
}

export interface PluginMetricsParts {
  readonly registry: Registry
  readonly log: Logger
  /** The buckets of histograms, in seconds. */
  readonly buckets: readonly number[]
}

export class PluginMetrics {
  readonly #parts: PluginMetricsParts
  readonly #all = new Map<string, PluginMetric>()
  /** The metrics that have been warned of. */
  readonly #warned = new Set<string>()

  constructor(parts: PluginMetricsParts) {
    this.#parts = parts
  }

  /** Drops a value above a bound. There is one warning for each metric, and one for all names above the bound. */
  take(record: MetricRecord): void {
    const { bot, value, labels } = record
    const name = `wechatbot_${record.name}`
    const sorted = Object.keys(labels).sort()
    const known = this.#all.get(name)
    const problem =
      known === undefined ? this.#newProblem(name) : problemOf(known, bot, sorted, labels)
    if (problem !== undefined) {
      // Names above the bound have no end, so one entry stands for all of them.
      const subject = this.#isOver(name) ? '' : name
      if (!this.#warned.has(subject)) {
        this.#parts.log.warn({ bot, metric: name, problem }, 'metric dropped')
      }
      this.#warned.add(subject)
      return
    }
    const metric = known ?? this.#make(name, sorted)
    const { combinations } = metric
    combinations.set(bot, (combinations.get(bot) ?? new Set()).add(combined(sorted, labels)))
    metric.write({ bot, ...labels }, value)
  }

  /** Whether the name is unknown and one too many. */
  #isOver(name: string): boolean {
    const { registry } = this.#parts
    return this.#all.size >= MOST_NAMES && registry.getSingleMetric(name) === undefined
  }

  #newProblem(name: string): string | undefined {
    if (this.#isOver(name)) return `more than ${MOST_NAMES} names: take labels instead`
    if (this.#parts.registry.getSingleMetric(name) === undefined) return undefined
    return 'this name is of the framework: choose another'
  }

  #make(name: string, labels: readonly string[]): PluginMetric {
    const { registry, buckets } = this.#parts
    const labelNames = ['bot', ...labels]
    const shared = { name, labelNames, help: 'Of a plugin', registers: [registry] }
    const metric = { labels, write: writerOf(shared, buckets), combinations: new Map() }
    this.#all.set(name, metric)
    return metric
  }
}

/** The end of the name is the kind of the metric. */
function writerOf(
  shared: { name: string; labelNames: string[]; help: string; registers: Registry[] },
  buckets: readonly number[],
): PluginMetric['write'] {
  if (shared.name.endsWith('_total')) {
    const counter = new Counter(shared)
    return (labels, value) => counter.inc(labels, value)
  }
  if (shared.name.endsWith('_seconds')) {
    const histogram = new Histogram({ ...shared, buckets: [...buckets] })
    return (labels, value) => histogram.observe(labels, value)
  }
  const gauge = new Gauge(shared)
  return (labels, value) => gauge.set(labels, value)
}

/** @param sorted the names of `labels` */
function problemOf(
  metric: PluginMetric,
  bot: string,
  sorted: readonly string[],
  labels: Labels,
): string | undefined {
  if (sorted.join() !== metric.labels.join()) {
    return `expected the labels of its first value: ${metric.labels.join(', ') || 'none'}`
  }
  const known = metric.combinations.get(bot)
  if (known === undefined || known.size < MOST_COMBINATIONS) return undefined
  if (known.has(combined(sorted, labels))) return undefined
  return `more than ${MOST_COMBINATIONS} combinations of label values: label what has few`
}

function combined(names: readonly string[], labels: Labels): string {
  return JSON.stringify(names.map((name) => labels[name]))
}
