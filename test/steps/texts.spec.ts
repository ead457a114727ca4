/** No text of a follower takes more than steps in proportion to its length, whatever looks at it. */
import { expect } from 'chai'
import { createCharsets } from '#keyword/dist/charsets.js'
import { createLinear } from '#keyword/dist/linear.js'
import { toPattern } from '#keyword/dist/pattern.js'
import { attack, EVIL } from '#keyword/test/dist/patterns.js'
import { countSteps } from './count.js'
import type { Piece } from './texts.js'

const SHORT = 512
const LONG = 2048
/** Four times as long a text. What takes the square of its length takes sixteen times as many. */
const MAX_RATIO = 5

async function count(pieces: readonly Piece[]): Promise<readonly number[]> {
  const module = new URL('./texts.js', import.meta.url).href
  return countSteps({ module, of: ['/plugins/keyword/dist/', '/node_modules/re2js/'] }, pieces)
}

describe('the steps of a text', () => {
  const patterns = EVIL.filter(({ needsWorker }) => !needsWorker)
  let counted: readonly number[]

  before(async () => {
    counted = await count(
      patterns.flatMap((each) =>
        [SHORT, LONG].map((bytes): Piece => {
          return { type: 'pattern', written: each.written, text: attack(each, bytes) }
        }),
      ),
    )
  })

  for (const [i, { written }] of patterns.entries()) {
    it(`grow as it does, and stay within what is reckoned with: ${written}`, () => {
      const [short = Number.NaN, long = Number.NaN] = counted.slice(2 * i)
      expect(short).to.be.above(0)
      expect(long / short).to.be.below(MAX_RATIO)
      const { steps } = createLinear(toPattern(written), createCharsets())
      // A step of the engine is one or two blocks of JavaScript.
      expect(long).to.be.below(2 * steps * LONG)
    })
  }

  it('grow as it does where words end within words', async () => {
    const words = Array.from({ length: 200 }, (_, i) => 'a'.repeat(i + 1))
    const [short = Number.NaN, long = Number.NaN] = await count(
      [SHORT, LONG].map((length) => ({ type: 'words', words, text: 'a'.repeat(length) })),
    )
    expect(short).to.be.above(SHORT)
    expect(long / short).to.be.below(MAX_RATIO)
  })

  it('grow as it does where a voice message says nothing but 。', async () => {
    const texts = [SHORT, LONG].flatMap((length) => {
      const stops = '。'.repeat(length)
      return [stops, `${stops}吗`]
    })
    const steps = await count(texts.map((text) => ({ type: 'voice', text })))
    const [short = Number.NaN, shortWithMore = Number.NaN, long = Number.NaN] = steps
    expect(short).to.be.above(SHORT)
    expect(long / short).to.be.below(MAX_RATIO)
    expect(steps.at(-1)).to.equal(shortWithMore)
  })
})
