/** Where the text of a reply that grows comes from: sources that fail, are empty, slow, huge, or never end. */
import { type BotOptions, stream, type TextSource } from '@wechatbot/core'
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { answerTo, Instances } from './instances.js'
import { readAll, SENTENCES, speak, UNFINISHED, withoutLines } from './sentences.js'

describe('a reply that grows', () => {
  let clock: ManualClock
  let instances: Instances

  const start = async (options: Partial<BotOptions>, source: () => TextSource) => {
    const bot = instances.newBot(options)
    bot.on('text', () => stream(source()))
    return instances.open(bot)
  }
  beforeEach(() => {
    instances = new Instances()
    clock = instances.clock
  })
  afterEach(() => instances.close())

  it('with a source that fails ends with the error text behind what was written', async () => {
    const source = async function* () {
      yield* speak(clock, 500, SENTENCES.slice(0, 2))
      throw new Error('as asked')
    }
    const wechat = await start({ errorText: '出错了' }, source)
    expect(await answerTo(wechat, '讲讲茶')).to.equal(`${SENTENCES.slice(0, 2).join('')}出错了`)
  })

  it('with a source that gives no text fails as a handler does', async () => {
    const source = async function* () {
      yield Buffer.from('茶') as unknown as string
    }
    const wechat = await start({ errorText: '出错了' }, source)
    expect(await answerTo(wechat, '讲讲茶')).to.equal('出错了')
  })

  it('with a source that writes nothing, or blanks, is silence', async () => {
    for (const pieces of [[], [' ', '\n']]) {
      const source = async function* () {
        yield* pieces
      }
      const wechat = await start({}, source)
      expect(await answerTo(wechat, '讲讲茶')).to.equal('silence')
    }
  })

  it('with a source that was read before fails', async () => {
    const source = speak(clock, 10, ['茶。'])
    const wechat = await start({ errorText: '出错了' }, () => source)
    expect(await answerTo(wechat, '一')).to.equal('茶。')
    expect(await answerTo(wechat, '二')).to.equal('出错了')
  })

  it('with a source that never ends is cut off after a minute', async () => {
    const endless = async function* () {
      for (let i = 1; ; i += 1) yield* speak(clock, 1000, [`第${i}句。`])
    }
    const wechat = await start(await instances.withApi(), endless)
    const first = await answerTo(wechat, '讲讲茶')
    expect(first).to.equal('第1句。第2句。第3句。第4句。')
    await clock.advance(70_000)
    const [rest] = wechat.user('oA').received()
    expect(String(rest?.content.content)).to.match(/^第5句。.*第5\d句。…$/)
  })

  it('with a source that gives one letter a second is read to its last letter', async () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyz']
    const wechat = await start({ late: ['mailbox'] }, () => speak(clock, 1000, letters))
    const texts = await readAll(wechat, clock)
    // The fourth letter waits: a mark on it may follow.
    expect(texts[0]).to.equal(`abc${UNFINISHED}`)
    expect(withoutLines(texts)).to.equal(letters.join(''))
  })

  it('with a source of a megabyte is read no further ahead than 64 kB', async () => {
    let given = 0
    const source = async function* () {
      for (; given < 1024; given += 1) {
        await clock.wait(1)
        yield `${'茶'.repeat(1023)}。`
      }
    }
    const wechat = await start({ late: ['mailbox'] }, source)
    expect(await answerTo(wechat, '讲讲茶')).to.include('「继续」')
    await clock.advance(30_000)
    expect(given).to.be.within(64, 70)
    const before = given
    await answerTo(wechat, '继续')
    await answerTo(wechat, '继续')
    await answerTo(wechat, '继续')
    await clock.advance(1000)
    expect(given).to.be.within(before + 1, before + 6)
  })
})
