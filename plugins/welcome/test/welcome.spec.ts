import { createBot, createLogger } from '@wechatbot/core'
import welcome from '@wechatbot/plugin-welcome'
import { type Simulation, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

describe('welcome', () => {
  let wechat: Simulation

  const start = async (options: Parameters<typeof welcome>[0]) => {
    const bot = createBot({ token: 'a-token', plugins: [welcome(options)] })
    bot.on('*', () => '别的插件')
    wechat = await simulate(bot)
    return wechat.user('oA')
  }
  afterEach(() => wechat.close())

  it('greets a new follower', async () => {
    const user = await start({ reply: '欢迎关注' })
    await user.follows().shouldReply('欢迎关注')
    await user.says('你好').shouldReply('别的插件')
  })

  it('greets by the scene of the QR code, else as anybody', async () => {
    const scenes = { table7: '七号桌，欢迎', '12': { type: 'image', mediaId: 'menu' } }
    const user = await start({ reply: '欢迎关注', scenes })
    await user.follows({ scene: 'table7' }).shouldReply('七号桌，欢迎')
    await user.follows({ scene: '12' }).shouldReply({ Image: { MediaId: 'menu' } })
    await user.follows({ scene: 'toString' }).shouldReply('欢迎关注')
  })

  it('knows a scene however it is written in the configuration', async () => {
    const scenes = { qrscene_13: '十三号桌', VIP: '贵宾', vip: '小写的贵宾' }
    const user = await start({ reply: '欢迎关注', scenes })
    await user.follows({ scene: '13' }).shouldReply('十三号桌')
    await user.sends('event:SCAN', { EventKey: '13' }).shouldReply('十三号桌')
    await user.follows({ scene: 'vip' }).shouldReply('小写的贵宾')
    await user.follows({ scene: 'Vip' }).shouldReply('贵宾')
  })

  it('answers a scan of those who follow already', async () => {
    const user = await start({ scenes: { table7: '七号桌' } })
    await user.sends('event:SCAN', { EventKey: 'table7' }).shouldReply('七号桌')
    await user.sends('event:SCAN', { EventKey: 'table8' }).shouldReply('别的插件')
  })

  it('greets those who come back in another way, and only them', async () => {
    const user = await start({ reply: '欢迎关注', again: '欢迎回来' })
    await user.follows().shouldReply('欢迎关注')
    await user.unfollows()
    await user.follows().shouldReply('欢迎回来')
    await wechat.user('oB').follows().shouldReply('欢迎关注')
  })

  it('leaves a follow to others when it has nothing to say', async () => {
    const user = await start({})
    await user.follows().shouldReply('别的插件')
  })

  it('warns at start of a picture by its file where the account has no API', async () => {
    const lines: string[] = []
    const destination = { write: (line: string) => void lines.push(line) }
    // As a config file has it, once the file is opened.
    const reply = { type: 'image', file: new Blob(['a picture']) }
    const bot = createBot({
      token: 'a-token',
      logger: createLogger({ level: 'warn', destination }),
      plugins: [[welcome, { reply }]],
    })
    await bot.ready()
    expect(lines.join('')).to.contain('without an appSecret they are not sent')
    await bot.close()
  })
})
