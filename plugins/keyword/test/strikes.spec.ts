import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createStrikes, MAX_STRIKES, MINUTE_MS } from '#src/strikes.js'

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
})
