import { expect } from 'chai'
import { Served } from './served.js'

const HOUR_MS = 3_600_000

describe('the time of the bots', () => {
  let served: Served
  let skipped: number[]

  const begin = async (isReal = false) => {
    skipped = []
    served = await Served.begin((scope) => scope.on('text', () => '好'), {
      isReal,
      onSkip: async (ms) => {
        skipped.push(ms)
        served.playground.ahead(ms)
      },
    })
  }
  afterEach(() => served.close())

  it('goes on by a command, and the pushes and the log with it', async () => {
    await begin()
    const before = await served.send('text', { Content: '早' })
    expect(await served.ask('skip', { ms: 8 * HOUR_MS })).to.deep.equal({})
    expect(skipped).to.deep.equal([8 * HOUR_MS])
    const after = await served.send('text', { Content: '晚' })
    const seconds = Number(after.fields.CreateTime) - Number(before.fields.CreateTime)
    expect(seconds).to.be.at.least(8 * 3600)
    served.playground.log({ time: 0, level: 30, msg: 'message handled' })
    const { aheadMs, lines } = await served.snapshot()
    expect(aheadMs).to.equal(8 * HOUR_MS)
    expect(lines.at(-1)).to.deep.include({ at: 8 * HOUR_MS, zh: '消息已处理' })
  })

  it('is not needed for a line of the log, which the caller may know in Chinese', async () => {
    await begin()
    served.playground.log({ time: 0, level: 40, msg: 'kept nowhere' }, '哪里都不留')
    served.playground.log({ time: 0, level: 30, msg: 'mine' })
    served.playground.log({ time: 0, level: 40, msg: 'store back after 7 s' })
    const [known, own, back] = (await served.snapshot()).lines.slice(-3)
    expect(known).to.deep.include({ text: 'kept nowhere', zh: '哪里都不留' })
    expect(own).to.deep.include({ text: 'mine' }).and.not.have.property('zh')
    expect(back).to.include({ zh: '存储恢复，中断了 7 秒' })
  })

  it('does not go on by what is no time, nor for a real account', async () => {
    await begin()
    for (const ms of [0, -1, 1.5, '8', null, 8 * 86_400_000]) {
      expect(await served.ask('skip', { ms }), `${ms}`).to.have.property('error')
    }
    await served.close()
    await begin(true)
    expect(await served.ask('skip', { ms: 1 })).to.deep.equal({
      error: 'time of the real account passes by itself (--real)',
    })
    expect(skipped).to.deep.equal([])
  })
})

describe('what was cleared', () => {
  let served: Served
  beforeEach(async () => {
    served = await Served.begin((scope) => scope.on('text', () => '好'))
  })
  afterEach(() => served.close())

  it('comes back until the next message', async () => {
    const { id } = await served.send('text', { Content: '一' })
    await served.ask('clear', {})
    expect(await served.snapshot()).to.deep.include({ exchanges: [], hasCleared: true })
    await served.ask('clear', {})
    await served.ask('restore', {})
    const { exchanges, hasCleared } = await served.snapshot()
    expect(exchanges.map((one) => one.id)).to.deep.equal([id])
    expect(hasCleared).to.equal(false)
    await served.ask('clear', {})
    await served.send('text', { Content: '二' })
    await served.ask('restore', {})
    expect((await served.snapshot()).exchanges).to.have.length(1)
  })
})
