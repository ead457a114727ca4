/** handoff beside dialog: who has the user first. */
import { createBot, createLogger } from '@wechatbot/core'
import { dialog } from '@wechatbot/plugin-dialog'
import handoff from '@wechatbot/plugin-handoff'
import { simulate } from '@wechatbot/simulator'

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
