import { type DialogOptions, dialog } from '@wechatbot/plugin-dialog'
import type { FakeUser } from '@wechatbot/simulator'
import { createTalk, LEAVING, type Talk } from './talk.js'

const BOOKING: DialogOptions = {
  name: 'booking',
  start: ['订位', /^预订/, 'event:CLICK BOOK'],
  ...LEAVING,
  steps: [
    { name: 'date', ask: '哪天？', type: 'date' },
    { name: 'people', ask: '{date}，几位？', type: 'integer', min: 1, max: 20 },
    { name: 'name', ask: '贵姓？', retry: '请写上称呼' },
  ],
  done: '已订 {date} {people} 位，{name}',
}

const REPAIR: DialogOptions = {
  name: 'repair',
  start: '报修',
  steps: [{ name: 'what', ask: '什么坏了？' }],
  done: '记下了：{what}',
}

describe('a dialog', () => {
  let talk: Talk
  let user: FakeUser

  const start = async (options: Partial<DialogOptions> = {}) => {
    const plugins = [dialog({ ...BOOKING, ...options }), dialog(REPAIR)]
    const wechat = await talk.start({ plugins }, (bot) => bot.hears('菜单', () => '今日菜单'))
    user = wechat.user('oA')
  }
  beforeEach(() => {
    talk = createTalk()
  })
  afterEach(() => talk.close())

  it('fills answers into its texts, dates as people write them', async () => {
    await start()
    await user.says('订位').shouldReply('哪天？')
    await user.says('明天晚上7点').shouldReply('11月28日（周六）19:00，几位？')
    await user.says('四位').shouldReply('贵姓？')
    await user.says('{people}').shouldReply('已订 11月28日（周六）19:00 4 位，{people}')
  })

  it('starts by a word, however it is written, by a pattern and by a click', async () => {
    await start()
    await user.says('订位。').shouldReply('哪天？')
    await user.says('取消').shouldReply('好的，不订了')
    await user.says('预订一桌').shouldReply('哪天？')
    await user.says('算了').shouldReply('好的，不订了')
    await user.clicks('BOOK').shouldReply('哪天？')
    await user.says('取消')
    await user.clicks('订位').shouldReply('哪天？')
    await user.says('取消')
    await user.says('event:CLICK BOOK').shouldNotReply()
    await user.clicks('ELSE').shouldNotReply()
  })

  it('says what is wrong with an answer, and asks again', async () => {
    await start()
    await user.says('订位')
    await user.says('不知道').shouldReply('没有看懂时间，可以回复「明天晚上7点」\n哪天？')
    await user.says('昨天').shouldReply('这个时间已经过了\n哪天？')
    await user.says('明天').shouldReply('11月28日（周六），几位？')
    await user.says('21').shouldReply('请回复 1 到 20 的整数\n11月28日（周六），几位？')
    await user.says('2')
    await user.sends('image').shouldReply('请写上称呼\n贵姓？')
  })

  it('is left after three wrong answers in a row to one step', async () => {
    await start()
    await user.says('订位')
    await user.says('一')
    await user.says('二')
    await user.says('明天').shouldReply(/几位/)
    await user.says('很多')
    await user.says('非常多')
    await user.says('多').shouldReply('好的，不订了')
    await user.says('菜单').shouldReply('今日菜单')
  })

  it('goes back to the question before, and forgets its answer', async () => {
    await start()
    await user.says('订位')
    await user.says('上一步').shouldReply('这是第一个问题。\n哪天？')
    await user.says('明天')
    await user.says('4').shouldReply('贵姓？')
    await user.says('上一步').shouldReply('11月28日（周六），几位？')
    await user.says('上一步').shouldReply('哪天？')
    await user.says('后天').shouldReply('11月29日（周日），几位？')
    await user.says('5')
    await user.says('王').shouldReply('已订 11月29日（周日） 5 位，王')
  })

  it('takes no event for an answer, and none uses anything up', async () => {
    await start()
    await user.says('订位')
    for (let i = 0; i < 5; i += 1) await user.sends('event:LOCATION').shouldNotReply()
    await user.clicks('ELSE').shouldNotReply()
    await user.says('明天').shouldReply(/几位/)
  })

  it('is left by a word or a click that starts another, and not by its own', async () => {
    await start({ start: ['订位', 'event:CLICK BOOK'] })
    await user.says('订位')
    await user.says('明天')
    await user.says('订位').shouldReply('11月28日（周六），几位？')
    await user.clicks('BOOK').shouldReply('11月28日（周六），几位？')
    await user.says('报修').shouldReply('什么坏了？')
    await user.clicks('BOOK').shouldReply('哪天？')
    await user.clicks('报修').shouldReply('什么坏了？')
    await user.says('订位').shouldReply('哪天？')
    await user.says('报修')
    await user.says('灯').shouldReply('记下了：灯')
    await user.says('明天').shouldNotReply()
  })

  it('takes its own pattern for an answer where it is one', async () => {
    await start()
    await user.says('预订')
    await user.says('明天')
    await user.says('2')
    await user.says('预订人小王').shouldReply(/，预订人小王$/)
  })

  it('is over after ttlMs, and says so once, to a message that nobody answers', async () => {
    await start()
    await user.says('订位')
    await talk.clock.advance(600_000)
    await user.says('明天').shouldReply(/几位/)
    await talk.clock.advance(602_000)
    await user.says('4').shouldReply('太久没有回复，请重新发「订位」')
    await user.says('4').shouldNotReply()
  })

  it('says nothing of it where a handler answers, or after a day', async () => {
    await start()
    await user.says('订位')
    await talk.clock.advance(602_000)
    await user.sends('event:LOCATION').shouldNotReply()
    await user.says('菜单').shouldReply('今日菜单')
    await user.says('4').shouldNotReply()
    await user.says('订位')
    await talk.clock.advance(602_000)
    await user.says('订位').shouldReply('哪天？')
    await talk.clock.advance(602_000 + 24 * 60 * 60_000)
    await user.says('4').shouldNotReply()
  })

  it('is one a user', async () => {
    await start()
    await user.says('订位')
    const other = (await talk.start({ plugins: [dialog(BOOKING)] })).user('oB')
    await other.says('明天').shouldNotReply()
    await user.says('明天').shouldReply(/几位/)
  })

  it('answers two messages at once in order', async () => {
    await start()
    const seen = [user.says('订位'), user.says('明天'), user.says('4'), user.says('王')]
    await seen[0]?.shouldReply('哪天？')
    await seen[1]?.shouldReply('11月28日（周六），几位？')
    await seen[2]?.shouldReply('贵姓？')
    await seen[3]?.shouldReply('已订 11月28日（周六） 4 位，王')
  })

  it('does not take a message whose user has been answered otherwise', async () => {
    const ends: (() => void)[] = []
    const slow = dialog({
      name: 'slow',
      start: '慢',
      steps: [
        { name: 'a', ask: '甲？' },
        {
          name: 'b',
          ask: () =>
            new Promise<string>((resolve) => {
              ends.push(() => resolve('乙？'))
            }),
        },
        { name: 'c', ask: '{a}{b}，丙？' },
      ],
    })
    const wechat = await talk.start({ plugins: [slow], overlap: 'latest', errorText: '出错了' })
    user = wechat.user('oA')
    await user.says('慢').shouldReply('甲？')
    const first = user.says('一')
    const second = user.says('二')
    const third = user.says('三')
    await talk.clock.advance(1)
    for (const end of ends) end()
    await first.shouldNotReply()
    await second.shouldNotReply()
    await third.shouldReply('乙？')
    await user.says('四').shouldReply('三四，丙？')
  })
})
