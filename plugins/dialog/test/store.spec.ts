/** What a Store costs that is away, or that somebody else has written to. */
import { createMemoryStore, WechatBotError } from '@wechatbot/core'
import { dialog } from '@wechatbot/plugin-dialog'
import { expect } from 'chai'
import { createTalk } from './talk.js'

const ONE = () =>
  dialog({ name: 'one', start: '开始', steps: [{ name: 'a', ask: '？' }], done: '{a}' })

describe('a dialog over a store', () => {
  it('that is away fails alone: what handlers answer is answered', async () => {
    const talk = createTalk()
    const away = () => Promise.reject(new WechatBotError('STORE_AWAY', 'the store is away'))
    const memory = createMemoryStore({ clock: talk.clock })
    const store = { ...memory, values: { ...memory.values, entry: away, replace: away } }
    const options = { store, plugins: [ONE()], errorText: '出错了' }
    const wechat = await talk.start(options, (bot) => bot.hears('菜单', () => '今日菜单'))
    const user = wechat.user('oA')
    await user.says('菜单').shouldReply('今日菜单')
    await user.says('开始').shouldReply('出错了')
    await user.says('随便').shouldReply('出错了')
    await user.sends('event:LOCATION').shouldNotReply()
    await talk.close()
  })

  it('that goes away in the middle fails with the step, and once', async () => {
    const talk = createTalk()
    let isAway = false
    const { values } = talk.store
    const replace: typeof values.replace = (...args) =>
      isAway
        ? Promise.reject(new WechatBotError('STORE_AWAY', 'the store is away'))
        : values.replace(...args)
    const store = { ...talk.store, values: { ...values, replace } }
    let ran = 0
    const two = dialog({
      ...{ name: 'two', start: '开始' },
      steps: [{ name: 'a', ask: '甲？' }],
      done: () => {
        ran += 1
        isAway = true
        return '好了'
      },
    })
    const user = (await talk.start({ store, plugins: [two], errorText: '出错了' })).user('oA')
    isAway = true
    await user.says('开始').shouldReply('出错了')
    isAway = false
    await user.says('开始').shouldReply('甲？')
    isAway = true
    await user.says('一').shouldReply('出错了')
    isAway = false
    await user.says('一').shouldReply('好了')
    expect(ran).to.equal(1)
    await talk.close()
  })

  it('that holds nonsense begins anew', async () => {
    for (const nonsense of [
      { revision: 'x' },
      { revision: 0, recent: [{ key: '1', said: { reply: { type: 'bomb' } } }] },
      { revision: 0, recent: [], open: { dialog: 'one', at: 'a', answers: 3 } },
      null,
    ]) {
      const talk = createTalk()
      const write = async (_key: string) => ({ value: { state: nonsense }, version: '1' })
      const { values } = talk.store
      let reads = 0
      const entry = (key: string) => {
        reads += 1
        return reads === 1 ? write(key) : values.entry(key)
      }
      const store = { ...talk.store, values: { ...values, entry } }
      const user = (await talk.start({ store, plugins: [ONE()] })).user('oA')
      await user.says('随便').shouldNotReply()
      await user.says('开始').shouldReply('？')
      await user.says('好').shouldReply('好')
      await talk.close()
    }
  })

  it('that holds a step that is not there asks the first', async () => {
    const talk = createTalk()
    const { values } = talk.store
    const open = {
      ...{ dialog: 'one', marks: [], answers: {}, asked: ['gone'], at: 'gone' },
      ...{ wrong: 0, since: talk.clock.now() / 1000 },
    }
    const state = { revision: 0, recent: [], open }
    let reads = 0
    const entry = async (key: string) => {
      reads += 1
      return reads === 1 ? { value: { state }, version: '1' } : values.entry(key)
    }
    const store = { ...talk.store, values: { ...values, entry } }
    const user = (await talk.start({ store, plugins: [ONE()] })).user('oA')
    await user.says('上一步').shouldReply(/？$/)
    await talk.close()
  })
})
