import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBot, createLogger, type ObservedRecord } from '@wechatbot/core'
import { createManualClock, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createMetrics, serveMetrics } from '#src/metrics.js'
import { createWatchdog } from '#src/watchdog.js'

const SUBJECT = { bot: 'main', key: 'k', kind: 'text', attempt: 1 } as const
const silent = () => createLogger({ level: 'silent' })

describe('metrics', () => {
  /** The value of a metric, as Prometheus reads it. */
  const figureOf = async (metrics: ReturnType<typeof createMetrics>, name: string) => {
    const line = (await metrics.text()).split('\n').find((each) => each.startsWith(`${name} `))
    return line === undefined ? undefined : Number(line.split(' ').at(-1))
  }

  it('count what a bot does with real messages', async () => {
    const metrics = createMetrics()
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
    expect(await of('push_failures_5m')).to.equal(1)
    expect(await of('answer_seconds_count{bot="main"}')).to.equal(3)
    expect(await of('answer_seconds_bucket{le="4.5",bot="main"}')).to.equal(2)
    expect(await of('handler_seconds_sum{bot="main",plugin="main"}')).to.be.closeTo(6, 0.1)
    expect(await metrics.text()).not.to.contain('oA')
  })

  const cases: [string, ObservedRecord, string, number][] = [
    [
      'another instance',
      { type: 'claimed', ...SUBJECT, state: 'wait' },
      'duplicates_total{bot="main",how="other-instance"}',
      1,
    ],
    [
      'a takeover',
      { type: 'claimed', ...SUBJECT, state: 'taken-over' },
      'takeovers_total{bot="main"}',
      1,
    ],
    ['a shed message', { type: 'claimed', ...SUBJECT, state: 'shed' }, 'shed_total{bot="main"}', 1],
    [
      'a refusal',
      { type: 'refused', bot: 'main', code: 'BAD_XML' },
      'refused_total{bot="main",reason="BAD_XML"}',
      1,
    ],
    [
      'a replay',
      { type: 'refused', bot: 'main', code: 'REPLAYED_SIGNATURE' },
      'replays_total{bot="main"}',
      1,
    ],
    [
      'a sent message',
      { type: 'sent', bot: 'main' },
      'deferred_total{bot="main",outcome="sent"}',
      1,
    ],
    [
      'a dead one',
      { type: 'sent', bot: 'main', error: new Error('x') },
      'deferred_total{bot="main",outcome="dead"}',
      1,
    ],
  ]
  for (const [what, record, name, value] of cases) {
    it(`count ${what}`, async () => {
      const metrics = createMetrics()
      metrics.observe(record)
      expect(await figureOf(metrics, `wechatbot_${name}`)).to.equal(value)
    })
  }

  it('add up the seconds without a store', async () => {
    let now = 0
    const metrics = createMetrics({ now: () => now })
    for (const [at, state] of [
      [0, 'run'],
      [1000, 'degraded'],
      [4000, 'degraded'],
      [6000, 'run'],
      [9000, 'run'],
    ] as const) {
      now = at
      metrics.observe({ type: 'claimed', ...SUBJECT, state })
    }
    expect(await figureOf(metrics, 'wechatbot_store_degraded_seconds_total{bot="main"}')).to.equal(
      5,
    )
  })

  it('forget failed pushes after five minutes', async () => {
    let now = 0
    const metrics = createMetrics({ now: () => now, inFlight: () => 7 })
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
    expect(await figureOf(metrics, 'wechatbot_push_failures_5m')).to.equal(2)
    now = 300_001
    expect(await figureOf(metrics, 'wechatbot_push_failures_5m')).to.equal(1)
    expect(await figureOf(metrics, 'wechatbot_in_flight')).to.equal(7)
  })

  it('are served alone, and say so when their port is taken', async () => {
    const served = await serveMetrics(createMetrics(), { port: 0 })
    const answer = await fetch(served.url)
    expect(answer.status).to.equal(200)
    expect(await answer.text()).to.contain('process_cpu_seconds_total')
    expect((await fetch(served.url.replace('/metrics', '/'))).status).to.equal(404)
    served.close()
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    const error = await serveMetrics(createMetrics(), { port }).catch((reason: Error) => reason)
    expect(String(error)).to.contain(`port ${port} for metrics is taken`)
    other.close()
  })
})

describe('the watchdog', () => {
  it('names the slowest plugin when the event loop is late, once', async () => {
    const lines: object[] = []
    const log = { ...silent(), warn: (fields: object) => lines.push(fields) } as never
    const delays: number[] = []
    const watchdog = createWatchdog(log, (ms) => delays.push(ms), 100)
    for (let i = 0; i < 3; i += 1) {
      watchdog.observe({ type: 'handler', ...SUBJECT, plugin: 'quick', ms: 1, reply: 'none' })
      watchdog.observe({ type: 'handler', ...SUBJECT, plugin: 'blocks', ms: 300, reply: 'none' })
      const end = performance.now() + 300
      while (performance.now() < end);
      await new Promise((resolve) => setTimeout(resolve, 120))
    }
    watchdog.stop()
    expect(lines).to.have.length(1)
    expect(lines[0]).to.include({ plugin: 'blocks', handlerMs: 300 })
    expect(Math.max(...delays)).to.be.above(200)
  })
})
