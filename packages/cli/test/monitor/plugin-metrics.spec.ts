import { createBot, createLogger, type Scope } from '@wechatbot/core'
import { simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Registry } from 'prom-client'
import { createMetrics } from '#src/monitor/metrics.js'
import { PluginMetrics } from '#src/monitor/plugin-metrics.js'

type Labels = Readonly<Record<string, string>>

describe('the metrics of plugins', () => {
  let registry: Registry
  let problems: string[]
  let take: (name: string, value: number, labels?: Labels, bot?: string) => void

  beforeEach(() => {
    registry = new Registry()
    problems = []
    const write = (line: string) => {
      const { level, metric, problem } = JSON.parse(line) as Record<string, unknown>
      expect(level).to.equal(40)
      problems.push(`${String(metric)}: ${String(problem)}`)
    }
    const log = createLogger({ destination: { write } })
    const metrics = new PluginMetrics({ registry, log, buckets: [1, 5] })
    take = (name, value, labels = {}, bot = 'main') =>
      metrics.take({ type: 'metric', bot, name, value, labels })
  })

  /** The lines of the values, as Prometheus reads them. */
  const lines = async (which: RegExp = /./) =>
    (await registry.metrics()).split('\n').filter((line) => /^w/.test(line) && which.test(line))

  it('are counters, histograms and gauges by the ends of their names', async () => {
    for (const value of [1, 2]) take('orders_total', value, { drink: 'tea' })
    for (const value of [0.5, 3]) take('wait_seconds', value)
    for (const value of [7, 4]) take('guests', value)
    expect(await lines()).to.deep.equal([
      'wechatbot_orders_total{bot="main",drink="tea"} 3',
      'wechatbot_wait_seconds_bucket{le="1",bot="main"} 1',
      'wechatbot_wait_seconds_bucket{le="5",bot="main"} 2',
      'wechatbot_wait_seconds_bucket{le="+Inf",bot="main"} 2',
      'wechatbot_wait_seconds_sum{bot="main"} 3.5',
      'wechatbot_wait_seconds_count{bot="main"} 2',
      'wechatbot_guests{bot="main"} 4',
    ])
    expect(problems).to.deep.equal([])
  })

  it('have at most 50 names; one warning tells of all the others', async () => {
    for (let i = 0; i < 60; i += 1) take(`metric_${i}`, 1)
    take('metric_0', 2)
    expect(await lines()).to.have.length(50)
    expect(await lines(/metric_0\{/)).to.deep.equal(['wechatbot_metric_0{bot="main"} 2'])
    expect(problems).to.deep.equal(['wechatbot_metric_50: more than 50 names: take labels instead'])
  })

  it('have at most 100 combinations of label values a bot, and go on with these', async () => {
    for (let i = 0; i < 150; i += 1) take('orders_total', 1, { user: `o${i}` })
    take('orders_total', 1, { user: 'o0' })
    take('orders_total', 1, { user: 'o149' }, 'other')
    expect(await lines()).to.have.length(101)
    expect(await lines(/"o0"/)).to.deep.equal(['wechatbot_orders_total{bot="main",user="o0"} 2'])
    expect(await lines(/other/)).to.have.length(1)
    expect(problems).to.have.length(1)
    expect(problems[0]).to.contain('orders_total').and.to.contain('more than 100 combinations')
  })

  it('keep the labels of the first value, in any order', async () => {
    take('orders_total', 1, { drink: 'tea', size: 'l' })
    take('orders_total', 1, { size: 'l', drink: 'tea' })
    for (let i = 0; i < 3; i += 1) take('orders_total', 1, { drink: 'tea' })
    expect(await lines()).to.deep.equal([
      'wechatbot_orders_total{bot="main",drink="tea",size="l"} 2',
    ])
    expect(problems).to.deep.equal([
      'wechatbot_orders_total: expected the labels of its first value: drink, size',
    ])
  })

  it('take no name of the framework', async () => {
    const log = createLogger({
      destination: {
        write: (line) => problems.push((JSON.parse(line) as { metric: string }).metric),
      },
    })
    const metrics = createMetrics(log)
    const shop = {
      name: 'shop',
      setup: (scope: Scope) =>
        scope.on('text', () => {
          scope.record({ name: 'attempts_total', value: 1000 })
          scope.record({ name: 'orders_total', value: 1 })
          return 'ok'
        }),
    }
    const options = { logger: createLogger({ level: 'silent' }), observe: metrics.observe }
    const wechat = await simulate(createBot({ token: 'a-token', plugins: [shop], ...options }))
    await wechat.user('oA').says('茶').shouldReply('ok')
    await wechat.close()
    const text = await metrics.registry.metrics()
    expect(text).to.contain('wechatbot_attempts_total{bot="main",kind="text"} 1\n')
    expect(text).to.contain('wechatbot_orders_total{bot="main"} 1\n')
    expect(problems).to.deep.equal(['wechatbot_attempts_total'])
  })
})
