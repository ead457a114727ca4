import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createAllowance } from '#src/api/allowance.js'
import { ApiError } from '#src/api/error.js'
import type { Api } from '#src/api/types.js'
import { type Bot, createBot } from '#src/bot.js'
import { createOutreach } from '#src/jobs/outreach.js'
import type { JobContext } from '#src/jobs/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { BasicStore, Store } from '#src/store/types.js'
import { createSpecClock, eventXml, failure, messageOf, TOKEN, textXml } from '../fixtures.ts'
import { recordingLogger } from '../recording-logger.ts'

const HOURS = 3_600_000
const TEMPLATE = { template_id: 't1', data: { thing1: { value: '会议' } } }
const SUBSCRIPTION = { template_id: 's1', data: { thing1: { value: '会议' } } }

describe('writing to a user by itself', () => {
  let clock: ManualClock
  let store: Store
  let sent: unknown[]
  /** What WeChat answers to each way. */
  let refusals: Partial<Record<'send' | 'sendTemplate' | 'sendSubscription', number>>
  const answer = (way: keyof typeof refusals, what: unknown) => {
    const errcode = refusals[way]
    if (errcode !== undefined)
      throw new ApiError({ endpoint: `POST /${way}`, errcode, errmsg: 'no' })
    sent.push(what)
  }
  const api = {
    send: async (openid: string, text: string) => answer('send', [openid, text]),
    sendTemplate: async (message: object) => answer('sendTemplate', message),
    sendSubscription: async (message: object) => answer('sendSubscription', message),
  } as unknown as Api
  const open = () => {
    const allowance = createAllowance({ clock, ...store, scope: 'wx1' })
    const parts = { api: () => api, allowance, sets: store.sets, scope: 'wx1' }
    return { allowance, ...createOutreach(parts) }
  }
  const listed = async (reachable: () => AsyncIterable<string>) => {
    const all: string[] = []
    for await (const openid of reachable()) all.push(openid)
    return all.sort()
  }
  const says = (openid: string) => messageOf(textXml({ FromUserName: openid }))

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    sent = []
    refusals = {}
  })

  describe('notify()', () => {
    const notice = { text: '开会了', template: TEMPLATE, subscription: SUBSCRIPTION }

    it('sends a message, also where nothing is known of the user', async () => {
      const { notify, allowance } = open()
      expect(await notify('oNew', notice)).to.deep.equal({ by: 'customer-service' })
      await allowance.note(says('oA'))
      expect(await notify('oA', { text: 'hi' })).to.deep.equal({ by: 'customer-service' })
      expect(sent).to.deep.equal([
        ['oNew', '开会了'],
        ['oA', 'hi'],
      ])
    })

    it('takes the template where no message is left, without asking WeChat', async () => {
      const { notify, allowance } = open()
      await allowance.note(says('oA'))
      for (let i = 0; i < 5; i += 1) await allowance.take('oA', 'POST /send')
      expect(await notify('oA', notice)).to.deep.equal({ by: 'template' })
      expect(sent).to.deep.equal([{ ...TEMPLATE, touser: 'oA' }])
    })

    it('names the errcode of the first refusal again, without asking WeChat', async () => {
      const { notify, allowance } = open()
      await allowance.correct('oA', 45015)
      const late = await failure('API_FAILED', () => notify('oA', { text: 'a' }))
      expect(late).to.include({ errcode: 45015 })
      await allowance.correct('oA', 45047)
      const spent = await failure('API_FAILED', () => notify('oA', { text: 'a' }))
      expect(spent).to.include({ errcode: 45047 })
      expect(sent).to.deep.equal([])
    })

    for (const errcode of [45015, 45047, 48001]) {
      it(`takes the next way after ${errcode}`, async () => {
        const { notify } = open()
        refusals = { send: errcode }
        expect(await notify('oA', notice)).to.deep.equal({ by: 'template' })
        refusals = { send: errcode, sendTemplate: errcode }
        expect(await notify('oA', notice)).to.deep.equal({ by: 'subscription' })
        expect(sent.at(-1)).to.deep.equal({ ...SUBSCRIPTION, touser: 'oA' })
        const { template: _, ...rest } = notice
        expect(await notify('oA', rest)).to.deep.equal({ by: 'subscription' })
      })
    }

    it('rejects with any other refusal, and says which ways were tried', async () => {
      const { notify } = open()
      refusals = { send: 45015, sendTemplate: 40037 }
      const error = await failure('API_FAILED', () => notify('oA', notice))
      expect(error).to.be.instanceOf(ApiError).and.include({ errcode: 40037 })
      expect(error.message).to.contain('(tried: customer-service, template)')
      refusals = { send: 40003 }
      const first = await failure('API_FAILED', () => notify('oA', notice))
      expect(first.message).to.contain('(tried: customer-service)')
      refusals = { send: 45015 }
      const only = await failure('API_FAILED', () => notify('oA', { text: 'a' }))
      expect(only).to.include({ errcode: 45015 })
      expect(sent).to.deep.equal([])
    })
  })

  describe('reachable()', () => {
    it('lists who has written within 48 hours, once', async () => {
      const { reachable, allowance } = open()
      await allowance.note(says('oOld'))
      await clock.advance(24 * HOURS)
      for (let i = 0; i < 250; i += 1) await allowance.note(says(`o${i}`))
      await allowance.note(says('oOld'))
      await allowance.note(says('o0'))
      await allowance.note(messageOf(eventXml('subscribe', { FromUserName: 'oNew' })))
      expect(await listed(reachable))
        .to.have.length(251)
        .and.include('oOld')
      await clock.advance(24 * HOURS)
      expect(await listed(reachable)).to.have.length(251)
      await clock.advance(24 * HOURS)
      expect(await listed(reachable)).to.deep.equal([])
    })

    it('leaves out who has no message left, and who has unsubscribed since', async () => {
      const { reachable, allowance } = open()
      for (const openid of ['oA', 'oB', 'oC']) await allowance.note(says(openid))
      for (let i = 0; i < 5; i += 1) await allowance.take('oA', 'POST /send')
      await allowance.note(messageOf(eventXml('unsubscribe', { FromUserName: 'oB' })))
      expect(await listed(reachable)).to.deep.equal(['oC'])
      await allowance.note(says('oB'))
      expect(await listed(reachable)).to.deep.equal(['oB', 'oC'])
    })
  })

  describe('of a bot', () => {
    const newBot = (options: object = {}): Bot =>
      createBot({ token: TOKEN, clock, store, logger: recordingLogger(), ...options })

    it('needs the API, and a Store with sets', async () => {
      const bot = newBot()
      await failure('NO_API', () => bot.notify('oA', { text: 'a' }))
      await failure('NO_API', () => bot.reachable())
      const { sets: _, ...rest } = store
      const withApi = { appId: 'wx0123456789abcdef', appSecret: 'a'.repeat(32) }
      const basic = newBot({ ...withApi, store: rest as BasicStore })
      await failure('BAD_CONFIG', () => basic.reachable())
      expect(await listed(newBot(withApi).reachable)).to.deep.equal([])
    })

    it('is told to whom a job sends: to its user, or to another', async () => {
      const bot = newBot({
        appId: 'wx0123456789abcdef',
        api: {
          baseUrl: 'http://127.0.0.1:1',
          accessToken: () => Promise.reject(new Error('asked for')),
        },
      })
      const errors: string[] = []
      const tell = (error: Error) => errors.push(error.message)
      const job = bot.job('remind', async (_data, { openid, send, notify }: JobContext) => {
        await send('提醒').catch(tell)
        await send('oOther', '提醒').catch(tell)
        await send(openid ?? 'oOther', { type: 'text', content: '提醒' }).catch(tell)
        await notify({ text: '提醒' }).catch(tell)
        await notify('oOther', { text: '提醒' }).catch(tell)
      })
      await bot.ready()
      await job.at(0, null, { openid: 'oA' })
      await clock.advance(0)
      expect(errors).to.deep.equal(Array(5).fill('asked for'))
      errors.length = 0
      await job.at(0, null)
      await clock.advance(0)
      const nobody = 'the job is about nobody; pass openid to at(), or an OpenID before the message'
      expect(errors).to.deep.equal([nobody, 'asked for', 'asked for', nobody, 'asked for'])
      await bot.close()
    })
  })
})
