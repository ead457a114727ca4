import type { ObservedRecord } from '@wechatbot/core'
import { expect } from 'chai'
import { KEY, talksOfSuite } from './talk.js'

type Metric = Extract<ObservedRecord, { type: 'metric' }>

describe('the metrics of ai', () => {
  const start = talksOfSuite()
  let metrics: Metric[]
  const observe = (record: ObservedRecord) => {
    if (record.type === 'metric') metrics.push(record)
  }
  const of = (name: string, direction?: string) =>
    metrics
      .filter((each) => each.name === name && each.labels.direction === direction)
      .map(({ value }) => value)

  beforeEach(() => {
    metrics = []
  })

  it('count tokens by model and direction, from 0 on', async () => {
    const it = await start({}, { bot: { observe } })
    await it.says('一')
    await it.says('二', 'oB')
    const lines = it.log.filter(({ msg }) => msg === 'model answered')
    expect(lines).to.have.length(2)
    expect(of('ai_tokens_total', 'in')).to.deep.equal([0, ...lines.map((line) => line.inputTokens)])
    expect(of('ai_tokens_total', 'out')).to.deep.equal([
      0,
      ...lines.map((line) => line.outputTokens),
    ])
    expect(of('ai_tokens_total', 'in')[1]).to.be.above(0)
    expect(metrics.every(({ bot }) => bot === 'main')).to.equal(true)
    expect(metrics.every(({ labels }) => labels.model === 'deepseek/deepseek-v4-flash')).to.equal(
      true,
    )
  })

  it('say how long answers took, those that failed included, and count these', async () => {
    const it = await start({ timeoutMs: 3000 }, { bot: { observe } })
    it.provider.answers({ status: 500 }, [{ end: 'hang' }], '好')
    await it.says('一')
    await it.clock.passWhile(() => it.says('二'))
    await it.says('三')
    expect(of('ai_errors_total')).to.deep.equal([0, 1, 1])
    const seconds = of('ai_seconds')
    expect(seconds).to.have.length(3)
    expect(seconds[1]).to.be.closeTo(3, 0.001)
  })

  it('name a flow, whose tokens nobody knows', async () => {
    const flow = async function* (input: string) {
      if (input === '坏') throw new Error('as asked')
      yield '好'
    }
    const it = await start({ flow }, { bot: { observe } })
    await it.says('一')
    await it.says('坏')
    expect(of('ai_seconds')).to.have.length(2)
    expect(of('ai_errors_total')).to.deep.equal([0, 1])
    expect(metrics.map(({ labels }) => labels)).to.deep.equal(
      metrics.map(() => ({ model: 'flow' })),
    )
  })

  it('hold no user, no text and no key', async () => {
    const it = await start({}, { bot: { observe } })
    it.provider.answers({ status: 401, body: { error: { message: `bad key ${KEY}` } } }, '秘密')
    await it.says('我的秘密', 'oSecretUser')
    await it.says('我的秘密', 'oSecretUser')
    const written = JSON.stringify(metrics)
    expect(of('ai_seconds')).to.have.length(2)
    for (const secret of ['oSecretUser', '秘密', KEY]) expect(written).not.to.contain(secret)
  })
})
