/** A plugin's own metrics. They become records, like everything else that can be observed. */
import type { Logger } from './log.ts'
import type { Observe } from './observe.ts'

/** One value of a plugin's own metric (指标). */
export interface Metric {
  /**
   * Lower-case letters, digits and `_`, at most 64: `orders_total`. The end of the name is the kind of
   * the metric. `_total`: a counter. `_seconds`: a histogram. Any other end: a gauge.
   */
  readonly name: string
  /** A counter grows by it. A histogram adds it to its distribution. A gauge takes it. */
  readonly value: number
  /**
   * At most 8, each with at most 128 characters. A label has few different values, such as a model or an
   * outcome. Never give it an OpenID or a user's text. `bot` is added to them.
   */
  readonly labels?: Readonly<Record<string, string>>
}

export type RecordMetric = (metric: Metric) => void

const NAME = /^[a-z][a-z\d_]{0,63}$/
/** Names of the lines of a histogram. */
const PART = /_seconds_(bucket|count|sum)$/
const LABEL = /^[a-z][a-z\d_]{0,31}$/
/** `bot` is ours. The others are Prometheus's own. */
const TAKEN_LABELS = ['bot', 'le', 'quantile']
const MOST_LABELS = 8
const LONGEST_LABEL = 128

/**
 * Makes `scope.record` for each plugin of a bot. A metric that cannot be used is dropped with a warning,
 * one for each plugin and problem, because measuring must not cost a message.
 */
export function createRecorder(bot: string, tell: Observe): (log: Logger) => RecordMetric {
  let isTelling = false
  return (log) => {
    const warned = new Set<string>()
    return (metric) => {
      const problem = isTelling ? NESTED : problemOf(metric)
      if (problem === undefined) {
        const { name, value, labels = {} } = metric
        isTelling = true
        tell({ type: 'metric', bot, name, value, labels: { ...labels } })
        isTelling = false
      } else if (!warned.has(problem)) {
        warned.add(problem)
        const name = String(Object(metric).name).slice(0, 64)
        log.warn({ metric: name, problem }, 'metric dropped')
      }
    }
  }
}

const NESTED = 'expected no metric from an observer of metrics: they would never end'

/** What was expected. Undefined for a metric that can be used. */
function problemOf(metric: Metric): string | undefined {
  const { name, value, labels = {} } = Object(metric) as Partial<Metric>
  if (typeof name !== 'string' || !NAME.test(name)) {
    return 'expected a name of at most 64 lower-case letters, digits and _'
  }
  if (PART.test(name)) return 'expected a name that is no part of a histogram'
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'expected a finite number'
  if (name.endsWith('_total') && value < 0) return 'expected a counter that grows, by 0 or more'
  const given = Object.entries(Object(labels))
  if (given.length > MOST_LABELS) return `expected at most ${MOST_LABELS} labels`
  if (given.some(([label]) => !LABEL.test(label) || TAKEN_LABELS.includes(label))) {
    return `expected labels of at most 32 lower-case letters, digits and _, other than ${TAKEN_LABELS.join(', ')}`
  }
  if (given.some(([, text]) => typeof text !== 'string' || text.length > LONGEST_LABEL)) {
    return `expected labels that are texts of at most ${LONGEST_LABEL} characters`
  }
  return undefined
}
