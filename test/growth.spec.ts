/** What development sees of a reply that grows: its text as it is written, and how each part went out. */
import { type BotOptions, type ObservedRecord, stream } from '@wechatbot/core'
import type { Simulation } from '@wechatbot/simulator'
import { expect } from 'chai'
import { answerTo, Instances } from './instances.js'

const SENTENCES = Array.from({ length: 20 }, (_, i) => `第${i + 1}句，说的是茶。`)
const WHOLE = SENTENCES.join('')

describe('the records of a reply that grows', () => {
  let instances: Instances
  let records: ObservedRecord[]

  const start = async (options: Partial<BotOptions> = {}): Promise<Simulation> => {
    const bot = instances.newBot({
      development: true,
      observe: (record) => records.push(record),
      ...options,
    })
    bot.on('text', () =>
      stream(
        (async function* () {
          for (const sentence of SENTENCES) {
            await instances.clock.wait(500)
            yield sentence
          }
        })(),
      ),
    )
    return instances.open(bot)
  }
  const grown = () => records.filter((it) => it.type === 'grown')
  const sentOut = () => records.filter((it) => it.type === 'went-out')
  const waysOf = () => sentOut().map(({ by }) => by)
  const partsOf = () => sentOut().map(({ text }) => text)

  beforeEach(() => {
    instances = new Instances()
    records = []
  })
  afterEach(() => instances.close())

  it('have its text piece by piece, and tell when it is complete', async () => {
    const wechat = await start({ late: ['mailbox'] })
    const first = answerTo(wechat, '讲讲茶')
    await instances.clock.advance(2100)
    expect(
      grown()
        .map(({ text }) => text)
        .join(''),
    ).to.equal(SENTENCES.slice(0, 4).join(''))
    expect(grown().some(({ isOver }) => isOver)).to.equal(false)
    await first
    await instances.clock.advance(10_000)
    expect(
      grown()
        .map(({ text }) => text)
        .join(''),
    ).to.equal(WHOLE)
    expect(grown().at(-1)?.isOver).to.equal(true)
  })

  it('have each part with its way: passively, then from the mailbox', async () => {
    const wechat = await start({ late: ['mailbox'] })
    await answerTo(wechat, '讲讲茶')
    await answerTo(wechat, '继续')
    await instances.clock.advance(10_000)
    await answerTo(wechat, '继续')
    expect(waysOf()).to.deep.equal(['passive', 'mailbox', 'mailbox'])
    expect(partsOf().join('')).to.equal(WHOLE)
    expect(new Set(sentOut().map(({ key }) => key)).size).to.equal(1)
    expect(records.filter(({ type }) => type === 'taken-up')).to.have.length(2)
  })

  it('have each part with its way: passively, then by the API', async () => {
    const wechat = await start(await instances.withApi())
    await answerTo(wechat, '讲讲茶')
    await instances.clock.advance(10_000)
    expect(waysOf()).to.deep.equal(['passive', 'customer-service'])
    expect(partsOf().join('')).to.equal(WHOLE)
  })

  it('are made in development only', async () => {
    const wechat = await start({ late: ['mailbox'], development: false })
    await answerTo(wechat, '讲讲茶')
    await instances.clock.advance(10_000)
    await answerTo(wechat, '继续')
    expect([...grown(), ...sentOut()]).to.deep.equal([])
  })
})
