import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { type Allowance, createAllowance } from '#src/api/allowance.js'
import type { ApiError } from '#src/api/error.js'
import { createMemoryStore } from '#src/store/memory.js'
import { createSpecClock, eventXml, messageOf, textXml, USER } from '../fixtures.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

describe('the allowance', () => {
  let clock: ManualClock
  let allowance: Allowance

  beforeEach(() => {
    clock = createSpecClock()
    const { values } = createMemoryStore({ clock })
    allowance = createAllowance({ clock, values, scope: 'wx1' })
  })

  const noteText = () => allowance.note(messageOf(textXml()))
  const noteEvent = (event: string) => allowance.note(messageOf(eventXml(event, { EventKey: 'K' })))
  /** How many go out until one is refused, and with what; 99 when none is. */
  const taken = async (): Promise<string> => {
    for (let count = 0; count < 99; count += 1) {
      try {
        await allowance.take(USER, 'POST /send')
      } catch (error) {
        return `${count} then ${(error as ApiError).errcode}`
      }
    }
    return '99'
  }

  it('is five for a message, for 48 hours', async () => {
    await noteText()
    await clock.advance(48 * HOUR_MS - 1)
    expect(await taken()).to.equal('5 then 45047')
    await noteText()
    expect(await taken()).to.equal('5 then 45047')
  })

  for (const event of ['CLICK', 'subscribe', 'SCAN', 'scancode_push', 'scancode_waitmsg']) {
    it(`is three more for ${event}, for a minute`, async () => {
      await noteText()
      await noteEvent(event)
      expect(await taken()).to.equal('8 then 45047')
      await noteEvent(event)
      await clock.advance(MINUTE_MS)
      expect(await taken()).to.equal('0 then 45047')
    })
  }

  it('is three more, for a minute, for an answer of a msgmenu that was tapped', async () => {
    const noteTap = () => allowance.note(messageOf(textXml({ bizmsgmenuid: '101' })))
    await noteText()
    expect(await taken()).to.equal('5 then 45047')
    await noteTap()
    expect(await taken()).to.equal('3 then 45047')
    await noteTap()
    await clock.advance(MINUTE_MS)
    expect(await taken()).to.equal('0 then 45047')
  })

  for (const event of ['VIEW', 'LOCATION', 'unsubscribe']) {
    it(`is none for ${event}`, async () => {
      await noteText()
      await noteEvent(event)
      expect(await taken()).to.equal('5 then 45047')
    })
  }

  it('leaves to WeChat what it does not know, and whom it does not know', async () => {
    expect(await taken()).to.equal('99')
    await noteText()
    await clock.advance(48 * HOUR_MS)
    expect(await taken()).to.equal('99')
  })

  it('believes WeChat: nothing is left until the user writes or clicks', async () => {
    await noteText()
    await noteEvent('CLICK')
    await allowance.correct(USER, 45015)
    expect(await taken()).to.equal('0 then 45015')
    await noteEvent('CLICK')
    expect(await taken()).to.equal('3 then 45015')
    await noteText()
    expect(await taken()).to.equal('5 then 45047')
  })

  it('gets back what was not sent, within its window', async () => {
    await noteText()
    const giveBack = await allowance.take(USER, 'POST /send')
    await giveBack()
    expect(await taken()).to.equal('5 then 45047')
  })

  it('is each user’s own, whatever is in the OpenID', async () => {
    await allowance.note(messageOf(textXml({ FromUserName: 'a:action' })))
    await noteText()
    expect(await taken()).to.equal('5 then 45047')
    for (let i = 0; i < 5; i += 1) await allowance.take('a:action', 'POST /send')
  })

  it('is WeChat’s to count while the store is away', async () => {
    const away = () => Promise.reject(new Error('away'))
    const values = { get: away, set: away, delete: away, setIfAbsent: away }
    const alone = createAllowance({ clock, values, scope: 'wx1' })
    const giveBack = await alone.take(USER, 'POST /send')
    await giveBack()
    await alone.correct(USER, 45047)
  })
})
