/** What the log advises the owner where the owner has to go to the provider. */
import { expect } from 'chai'
import { talksOfSuite } from './talk.js'

describe('the advice of ai', () => {
  const talk = talksOfSuite()

  for (const [status, advice] of [
    [401, 'make one at'],
    [402, 'top up at'],
    [403, 'see the rights of the key at'],
    [429, 'raise the quota at'],
  ] as const) {
    for (const [model, place] of [
      ['deepseek/deepseek-v4-flash', 'https://platform.deepseek.com'],
      ['mine/m1', 'the provider'],
    ] as const) {
      it(`after ${status} of ${model} ends with the place`, async () => {
        const { provider, says, log } = await talk({ model })
        provider.answers({ status })
        await says('有什么茶')
        const [line] = log.filter(({ msg }) => msg === 'no whole answer')
        expect(line?.advice).to.match(new RegExp(`${advice} ${place}$`))
      })
    }
  }
})
