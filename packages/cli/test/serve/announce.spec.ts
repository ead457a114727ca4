import { expect } from 'chai'
import { talkElsewhere, talkTo } from '#src/serve/announce.js'
import { wordsIn } from '#src/words/index.js'

describe('the command that talks to bots', () => {
  const at = (origin: string, file?: string) => ({ origin, file, port: 8080 })

  it('names the port where the configuration has another one', () => {
    const talk = 'npx wechatbot send text 你好 -p 3000'
    expect(talkTo(at('http://127.0.0.1:3000'))).to.equal(talk)
    expect(talkElsewhere(at('http://127.0.0.1:3000'))).to.equal(talk)
    expect(talkElsewhere(at('http://[::]:3000'))).to.equal(talk)
    expect(talkElsewhere(at('http://0.0.0.0:3000', 'my shop.ts'))).to.equal(
      'npx wechatbot send text 你好 -c "my shop.ts" -p 3000',
    )
    expect(wordsIn('zh').dev.talk(talk)).to.contain(talk)
  })

  it('names the address where 127.0.0.1 does not lead there', () => {
    expect(talkElsewhere(at('http://10.0.0.2:8080'))).to.contain(' --url http://10.0.0.2:8080')
  })

  it('is not needed where the configuration has this port', () => {
    expect(talkElsewhere(at('http://127.0.0.1:8080', 'bot.ts'))).to.equal(undefined)
    expect(talkTo(at('http://127.0.0.1:8080', 'bot.ts'))).to.match(/你好 -c bot\.ts$/)
    expect(talkElsewhere({ ...at('http://127.0.0.1'), port: 80 })).to.equal(undefined)
  })
})
