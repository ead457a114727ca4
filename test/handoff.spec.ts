/** handoff beside dialog and ai: who has the user first. */
import { createBot, createLogger } from '@wechatbot/core'
import ai from '@wechatbot/plugin-ai'
import { createFakeAi } from '@wechatbot/plugin-ai/fake'
import { dialog } from '@wechatbot/plugin-dialog'
import handoff from '@wechatbot/plugin-handoff'
import { createManualClock, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

describe('handoff beside dialog', () => {
  it('hands over and is silent in the middle of a dialog, which goes on afterwards', async () => {
    const booking = dialog({
      ...{ name: 'booking', start: '订位', steps: [{ name: 'who', ask: '您贵姓？' }] },
      done: '{who}，已订',
    })
    const logger = createLogger({ level: 'silent' })
    const wechat = await simulate(
      createBot({ token: 'a-token', logger, plugins: [booking, handoff()] }),
    )
    const user = wechat.user('oA')
    await user.says('订位').shouldReply('您贵姓？')
    await user.says('人工').shouldReply({ MsgType: 'transfer_customer_service' })
    await user.sends('event:kf_create_session', { KfAccount: 'a@gh_1' })
    await user.says('李').shouldNotReply()
    await user.sends('event:kf_close_session', { KfAccount: 'a@gh_1' })
    await user.says('李').shouldReply('李，已订')
    await wechat.close()
  })
})

describe('handoff beside ai', () => {
  for (const [hours, first, next] of [
    [{ from: '00:00', to: '24:00' }, 'transfer_customer_service', 'transfer_customer_service'],
    [{ closed: true }, '过些时候回来，请留言。', '你说的是「在吗」。'],
  ] as const) {
    it(`gives a user whom the model hands over ${first}`, async () => {
      const clock = createManualClock()
      const provider = await createFakeAi({ clock })
      const logger = createLogger({ level: 'silent' })
      const model = { model: 'm', baseURL: provider.url, typing: false }
      const plugins = [
        handoff({ hours: [hours], closedText: '{next}回来，请留言。' }),
        ai({ ...model, tools: { handoff: true } }),
      ]
      const wechat = await simulate(createBot({ token: 'a-token', clock, logger, plugins }))
      provider.answers([{ tool: 'handoff', arguments: '{}' }])
      const read: unknown[] = []
      for (const text of ['我要投诉', '在吗']) {
        const seen = await wechat.user('oA').says(text)
        if (seen.type === 'reply') read.push(seen.reply.Content ?? seen.reply.MsgType)
      }
      await wechat.close()
      await provider.close()
      expect(read).to.deep.equal([first, next])
    })
  }
})
