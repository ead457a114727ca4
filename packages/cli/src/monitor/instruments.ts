/** The figures of a bot, without their values. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** Seconds. The deadline is 4.5, and WeChat hangs up at 5. Handlers may go on after that. */
export const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4, 4.5, 5, 10, 15, 60]

export type Instruments = ReturnType<typeof instruments>

export function instruments(registry: Registry) {
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter<L>({ name: `wechatbot_${name}`, help, labelNames, registers })
  const seconds = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Histogram<L>({ name: `wechatbot_${name}`, help, labelNames, buckets: BUCKETS, registers })
  const value = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge<L>({ name: `wechatbot_${name}`, help, labelNames, registers })
  return {
    attempts: counter('attempts_total', 'Proven pushes, retries included', 'bot', 'kind'),
    runs: counter('runs_total', 'Messages whose handlers ran here', 'bot', 'plugin'),
    failures: counter('handler_failures_total', 'Handlers that failed', 'bot', 'plugin'),
    handlers: seconds('handler_seconds', 'How long handlers ran', 'bot', 'plugin'),
    duplicates: counter(
      'duplicates_total',
      'Attempts of a message that is known already',
      'bot',
      'how',
    ),
    takeovers: counter('takeovers_total', 'Messages taken over from another process', 'bot'),
    replays: counter('replays_total', 'Signatures that came with another message', 'bot'),
    refused: counter('refused_total', 'Pushes refused before a message existed', 'bot', 'reason'),
    skew: value('stale_skew_seconds', 'How old the last push refused as stale was', 'bot'),
    answers: seconds('answer_seconds', 'From the request headers of a push to its answer', 'bot'),
    late: counter('late_total', 'Deadlines that passed', 'bot', 'strategy'),
    deferred: counter('deferred_total', 'Customer-service messages', 'bot', 'outcome'),
    jobs: counter('jobs_total', 'Runs of jobs and set times', 'bot', 'plugin', 'job', 'outcome'),
    jobSeconds: seconds('job_seconds', 'How long they ran', 'bot', 'plugin', 'job'),
    shed: counter('shed_total', 'Messages not handled: too many in flight', 'bot'),
    poison: counter(
      'poison_total',
      'Messages not run again: two processes vanished with them',
      'bot',
    ),
    p99: value('event_loop_delay_p99_seconds', 'How late the event loop was in the last 5 s'),
    max: value(
      'event_loop_delay_max_seconds',
      'The longest stop of the event loop in the last 5 s',
    ),
    lateWindows: counter('event_loop_late_total', 'Windows of 5 s in which it was too late'),
  }
}

/** A gauge whose value is read when Prometheus asks. */
export function gauge(
  registry: Registry,
  name: string,
  help: string,
  read: () => readonly (readonly [bot: string, value: number])[],
): void {
  new Gauge({
    name: `wechatbot_${name}`,
    help,
    labelNames: ['bot'],
    registers: [registry],
    collect() {
      for (const [bot, value] of read()) this.set({ bot }, value)
    },
  })
}
