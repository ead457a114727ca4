import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createStrikes, MAX_SPENT_MS, MAX_STRIKES, MINUTE_MS } from '#src/strikes.js'

describe('strikes', () => {
  const clock = createManualClock()
  const strikes = createStrikes<string>(clock)
  afterEach(() => clock.advance(MINUTE_MS))

  it('keep the texts of their sender out, of whatever expression, for a minute', async () => {
    expect(strikes.isOut('one', 'oA')).to.equal(false)
    expect(strikes.strike('one', 'oA')).to.equal(false)
    expect(strikes.isOut('one', 'oA')).to.equal(true)
    expect(strikes.isOut('two', 'oA')).to.equal(true)
    expect(strikes.isOut('one', 'oB')).to.equal(false)
    await clock.advance(MINUTE_MS - 1)
    expect(strikes.isOut('two', 'oA')).to.equal(true)
    await clock.advance(1)
    expect(strikes.isOut('two', 'oA')).to.equal(false)
  })

  it(`keep everybody out when an expression has ${MAX_STRIKES} in one minute`, async () => {
    for (let i = 1; i < MAX_STRIKES; i += 1) {
      expect(strikes.strike('one', `o${i}`)).to.equal(false)
      await clock.advance(1000)
    }
    expect(strikes.isOut('one', 'oB')).to.equal(false)
    expect(strikes.strike('one', 'oA')).to.equal(true)
    expect(strikes.isOut('one', 'oB')).to.equal(true)
    expect(strikes.isOut('two', 'oB')).to.equal(false)
    // Until the first of them is a minute old.
    await clock.advance(MINUTE_MS - 1000 * (MAX_STRIKES - 1))
    expect(strikes.isOut('one', 'oB')).to.equal(false)
  })

  it(`keep the texts of a sender out that took ${MAX_SPENT_MS} ms in a minute, each in time`, async () => {
    const part = MAX_SPENT_MS / 5
    for (let i = 1; i < 5; i += 1) expect(strikes.spend('oA', part)).to.equal(false)
    await clock.advance(1000)
    strikes.spend('oB', part)
    expect(strikes.isOut('one', 'oA')).to.equal(false)
    expect(strikes.spend('oA', part)).to.equal(true)
    expect(strikes.isOut('one', 'oA')).to.equal(true)
    expect(strikes.isOut('one', 'oB')).to.equal(false)
    // Told once.
    expect(strikes.spend('oA', part)).to.equal(false)
    await clock.advance(MINUTE_MS - 1000)
    expect(strikes.isOut('one', 'oA')).to.equal(false)
    expect(strikes.spend('oB', 3 * part)).to.equal(false)
    await clock.advance(1000)
    expect(strikes.spend('oB', 3 * part)).to.equal(false)
  })
})
