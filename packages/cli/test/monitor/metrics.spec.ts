import { get } from 'node:http'
import {
  type ClaimedState,
  createBot,
  createLogger,
  type ErrorCode,
  type ObservedRecord,
} from '@wechatbot/core'
import { createManualClock, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { serveMetrics } from '#src/monitor/exporter.js'
import { createMetrics } from '#src/monitor/metrics.js'

const SUBJECT = { bot: 'main', key: 'k', kind: 'text', attempt: 1 } as const
const silent = () => createLogger({ level: 'silent' })

const including = (...names: string[]) => {
  const metrics = createMetrics(silent())
  const inFlight = () => 0
  for (const name of names) metrics.include({ name, plugins: ['echo'], inFlight })
  return metrics
}

describe('metrics', () => {
  /** The value of a metric, as Prometheus reads it. */
  const figureOf = async (metrics: ReturnType<typeof createMetrics>, name: string) => {
    const line = (await metrics.registry.metrics())
      .split('\n')
      .find((each) => each.startsWith(`${name} `))
    return line === undefined ? undefined : Number(line.split(' ').at(-1))
  }

  it('count what a bot does with real messages', async () => {
    const metrics = createMetrics(silent())
    const clock = createManualClock()
    const bot = createBot({ token: 'a-token', clock, logger: silent(), observe: metrics.observe })
    bot.hears('slow', async () => {
      await clock.wait(6000)
      return 'x'
    })
    bot.hears('fails', () => {
      throw new Error('as asked')
    })
    const wechat = await simulate(bot)
    await wechat.user('oA').says('slow').shouldReply('x')
    await wechat.user('oA').says('fails').shouldNotReply()
    await wechat.close()
    const of = (name: string) => figureOf(metrics, `wechatbot_${name}`)
    expect(await of('attempts_total{bot="main",kind="text"}')).to.equal(3)
    expect(await of('runs_total{bot="main",plugin="main"}')).to.equal(2)
    expect(await of('handler_failures_total{bot="main",plugin="main"}')).to.equal(1)
    expect(await of('duplicates_total{bot="main",how="joined"}')).to.equal(1)
    expect(await of('late_total{bot="main",strategy="hold"}')).to.equal(1)
    expect(await of('push_failures_5m{bot="main"}')).to.equal(1)
    expect(await of('answer_seconds_count{bot="main"}')).to.equal(3)
    expect(await of('answer_seconds_bucket{le="4.5",bot="main"}')).to.equal(2)
    expect(await of('handler_seconds_sum{bot="main",plugin="main"}')).to.be.closeTo(6, 0.1)
    expect(await metrics.registry.metrics()).not.to.contain('oA')
  })

  const claimed = (state: ClaimedState): ObservedRecord => ({ type: 'claimed', ...SUBJECT, state })
  const refused = (code: ErrorCode, skewSeconds?: number): ObservedRecord => ({
    type: 'refused',
    bot: 'main',
    code,
    ...(skewSeconds === undefined ? {} : { skewSeconds }),
  })
  const answered = (ms: number): ObservedRecord => ({
    type: 'response',
    ...SUBJECT,
    ms,
    reply: 'none',
    body: 'success',
  })
  const dead = { type: 'sent', bot: 'main', retries: 2, error: new Error('x') } as const
  const cases: readonly (readonly [ObservedRecord, string, number])[] = [
    [claimed('joined'), 'duplicates_total{bot="main",how="joined"}', 1],
    [claimed('done'), 'duplicates_total{bot="main",how="done"}', 1],
    [claimed('wait'), 'duplicates_total{bot="main",how="other-instance"}', 1],
    [claimed('run'), 'duplicates_total{bot="main",how="joined"}', 0],
    [claimed('taken-over'), 'takeovers_total{bot="main"}', 1],
    [claimed('shed'), 'shed_total{bot="main"}', 1],
    [claimed('poison'), 'poison_total{bot="main"}', 1],
    [refused('BAD_SIGNATURE'), 'refused_total{bot="main",reason="BAD_SIGNATURE"}', 1],
    [refused('BAD_SIGNATURE'), 'push_failures_5m{bot="main"}', 0],
    [refused('BAD_XML'), 'push_failures_5m{bot="main"}', 1],
    [refused('REPLAYED_SIGNATURE'), 'replays_total{bot="main"}', 1],
    [refused('REPLAYED_SIGNATURE'), 'push_failures_5m{bot="main"}', 0],
    [refused('STALE_PUSH', -400), 'stale_skew_seconds{bot="main"}', -400],
    [refused('STALE_PUSH', -400), 'push_failures_5m{bot="main"}', 1],
    [answered(4999), 'push_failures_5m{bot="main"}', 0],
    [answered(5000), 'push_failures_5m{bot="main"}', 1],
    [{ type: 'sent', bot: 'main', retries: 0 }, 'deferred_total{bot="main",outcome="sent"}', 1],
    [{ type: 'sent', bot: 'main', retries: 0 }, 'deferred_total{bot="main",outcome="retried"}', 0],
    [dead, 'deferred_total{bot="main",outcome="dead"}', 1],
    [dead, 'deferred_total{bot="main",outcome="retried"}', 2],
    [dead, 'deferred_total{bot="main",outcome="sent"}', 0],
  ]
  for (const [record, name, value] of cases) {
    it(`of ${JSON.stringify(record)} make ${name} ${value}`, async () => {
      const metrics = including('main')
      metrics.observe(record)
      expect(await figureOf(metrics, `wechatbot_${name}`)).to.equal(value)
    })
  }

  it('leave alone what is told in development only', async () => {
    const metrics = including('main')
    const ours = async () => {
      const figures = await metrics.registry.metrics()
      return figures.split('\n').filter((line) => line.startsWith('wechatbot_'))
    }
    const before = await ours()
    const asked = { plugin: 'slow', filter: 'text', ms: 6000, outcome: 'answered' } as const
    metrics.observe({ type: 'handler', ...SUBJECT, ...asked })
    expect(await ours()).to.deep.equal(before)
  })

  it('begin at 0 for every bot, so that the first thing that happens is an increase', async () => {
    const metrics = including('one', 'two')
    for (const bot of ['one', 'two']) {
      for (const name of ['shed_total', 'takeovers_total', 'replays_total', 'push_failures_5m']) {
        expect(await figureOf(metrics, `wechatbot_${name}{bot="${bot}"}`)).to.equal(0)
      }
      const failures = `wechatbot_handler_failures_total{bot="${bot}",plugin="echo"}`
      expect(await figureOf(metrics, failures)).to.equal(0)
    }
  })

  it('share nothing between two of them', async () => {
    const [one, two] = [including('main'), including('main')]
    one.observe(claimed('shed'))
    expect(await figureOf(two, 'wechatbot_shed_total{bot="main"}')).to.equal(0)
  })

  it('add up the seconds without a store, also those that still run', async () => {
    let now = 0
    const metrics = createMetrics(silent(), () => now)
    const seconds = () => figureOf(metrics, 'wechatbot_store_degraded_seconds_total{bot="main"}')
    const claimAt = (at: number, state: ClaimedState) => {
      now = at
      metrics.observe(claimed(state))
    }
    claimAt(0, 'run')
    claimAt(1000, 'degraded')
    // These can be had without the Store, and prove nothing.
    claimAt(2000, 'joined')
    claimAt(3000, 'taken-over')
    now = 3500
    expect(await seconds()).to.equal(2.5)
    claimAt(4000, 'degraded')
    claimAt(6000, 'run')
    expect(await seconds()).to.equal(5)
    claimAt(9000, 'run')
    expect(await seconds()).to.equal(5)
  })

  it('forget failed pushes after five minutes', async () => {
    let now = 0
    const metrics = createMetrics(silent(), () => now)
    metrics.include({ name: 'main', plugins: [], inFlight: () => 7 })
    const late = {
      type: 'late',
      ...SUBJECT,
      strategy: 'hold',
      plugin: 'x',
      response: 'unanswered',
    } as const
    metrics.observe(late)
    now = 200_000
    metrics.observe(late)
    expect(await figureOf(metrics, 'wechatbot_push_failures_5m{bot="main"}')).to.equal(2)
    // By the second.
    now = 302_000
    expect(await figureOf(metrics, 'wechatbot_push_failures_5m{bot="main"}')).to.equal(1)
    expect(await figureOf(metrics, 'wechatbot_in_flight{bot="main"}')).to.equal(7)
  })

  it('are served to this machine, by its names and the configured one', async () => {
    const { registry } = createMetrics(silent())
    const statusOf = (url: string, host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        get(url, { headers: { host } }, (res) => resolve(res.resume().statusCode)).on(
          'error',
          reject,
        )
      })
    const local = await serveMetrics(registry, { port: 0, host: '127.0.0.2' })
    for (const host of ['evil.example', 'localhost.evil.example:9464', '127.0.0.3']) {
      expect(await statusOf(local.url, host), host).to.equal(403)
    }
    for (const host of ['localhost:1', '127.0.0.1', '[::1]', '127.0.0.2:9464']) {
      expect(await statusOf(local.url, host), host).to.equal(200)
    }
    local.close()
    const everywhere = await serveMetrics(registry, { port: 0, host: '0.0.0.0' })
    const url = everywhere.url.replace('0.0.0.0', '127.0.0.1')
    expect(await statusOf(url, 'bot1.internal')).to.equal(200)
    everywhere.close()
  })

  it('are served alone, and say so when their port is taken', async () => {
    const { registry } = createMetrics(silent())
    const served = await serveMetrics(registry, { port: 0 })
    const answer = await fetch(served.url)
    expect(answer.status).to.equal(200)
    expect(answer.headers.get('content-type')).to.match(/^text\/plain; version=0\.0\.4/)
    expect(await answer.text()).to.contain('process_cpu_seconds_total')
    expect((await fetch(`${served.url}?name=x`)).status).to.equal(200)
    for (const [path, method] of [
      ['/', 'GET'],
      ['/metrics/', 'GET'],
      ['/metrics', 'POST'],
    ] as const) {
      const { status } = await fetch(new URL(path, served.url), { method })
      expect(status, `${method} ${path}`).to.equal(404)
    }
    const port = Number(new URL(served.url).port)
    const error = await serveMetrics(registry, { port }).catch((reason: Error) => reason)
    expect(error).to.have.property('name', 'CliError')
    expect(String(error)).to.contain(`port ${port} is taken`).and.contain('server.metrics.port')
    served.close()
  })
})
