/** What a model sees of a user's picture, and what a user sees of a model at work: 对方正在输入. */
import { createFakeApi, createManualClock, type FakeApi } from '@wechatbot/simulator'
import { expect } from 'chai'
import { type Talk, talk } from './talk.js'

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

describe('ai at an account with the API', () => {
  const clock = createManualClock()
  let api: FakeApi
  let open: Talk | undefined
  const start = async (options: Parameters<typeof talk>[0]): Promise<Talk> => {
    api = await createFakeApi({ clock, appId: 'wx1', appSecret: 'a-secret' })
    open = await talk(options, {
      ...{ clock, api },
      bot: { appId: 'wx1', appSecret: 'a-secret', api: { baseUrl: api.url } },
    })
    return open
  }
  afterEach(async () => {
    await open?.close()
    await api.close()
  })

  it('shows a picture to the model, by its media id where PicUrl is no address of WeChat', async () => {
    const { wechat, provider } = await start({ images: true })
    const form = new FormData()
    form.set('media', new File([PNG], 'a.png', { type: 'image/png' }))
    const { media_id: MediaId } = (await api.library.upload('image', form)) as { media_id: string }
    provider.answers('是一座山。')
    const picture = { PicUrl: 'http://127.0.0.1/a.png', MediaId }
    await wechat.user('oA').sends('image', picture).shouldReply('是一座山。')
    const content = provider.requests[0]?.body.messages[0]?.content
    expect(content).to.deep.equal([
      { type: 'text', text: '请看这张图片。' },
      {
        type: 'image_url',
        image_url: { url: `data:image/png;base64,${PNG.toString('base64')}` },
      },
    ])
    await wechat.user('oA').says('多高').shouldReply(/多高/)
    const later = provider.requests[1]?.body.messages.map(({ content: each }) => each)
    expect(later).to.deep.equal(['请看这张图片。\n[图片]', '是一座山。', '多高'])
  })

  it('says that a picture did not come', async () => {
    const { wechat, provider, log } = await start({ images: true })
    const picture = { PicUrl: 'http://127.0.0.1/a.png', MediaId: 'nothing-there' }
    await wechat
      .user('oA')
      .sends('image', picture)
      .shouldReply(/再发一次/)
    expect(provider.requests).to.have.length(0)
    expect(log.some(({ msg }) => msg === 'picture not fetched')).to.equal(true)
  })

  it('shows 对方正在输入 while the model works', async () => {
    const { says, provider } = await start({ typing: true })
    provider.answers([{ waitMs: 16_000 }, '好。'])
    const seen: number[] = []
    api.messages.onTyping(({ until }) => seen.push(until === 0 ? 0 : until - clock.now()))
    const asked = says('你好')
    await clock.passWhile(() => asked)
    await clock.advance(20_000)
    expect(seen).to.deep.equal([15_000, 15_000, 0])
  })
})
