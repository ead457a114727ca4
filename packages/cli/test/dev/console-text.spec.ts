import { expect } from 'chai'
import { consoleText, unreachable } from '#src/dev/console-text.js'
import { wordsIn } from '#src/words/index.js'

const EN = wordsIn('en').dev
const ZH = wordsIn('zh').dev

describe('what wechatbot dev --real says of WeChat’s console', () => {
  it('is what each bot wants there', () => {
    const text = consoleText(
      [
        { name: 'tea', path: '/tea', settings: { mode: 'plain', accountType: 'service' } },
        { name: 'cake', path: '/cake', settings: { mode: 'safe', accountType: 'service' } },
      ],
      EN,
    )
    expect(text).to.match(/bot "tea"\n.*\/tea\n.*\n.*随机生成.*\n.*明文模式\n/)
    expect(text).to.match(/bot "cake"\n.*\/cake\n.*\n.*"encodingAESKey".*\n.*安全模式\n/)
  })

  it('is that a bot with the demo token is out of reach, and what helps', () => {
    for (const [say, first] of [
      [EN, 'bot "tea", bot "cake": WeChat cannot reach this machine by a tunnel yet'],
      [ZH, '机器人 "tea"、机器人 "cake"：微信现在还不能通过内网穿透访问这里'],
    ] as const) {
      const text = unreachable(['tea', 'cake'], [], say)
      expect(text).to.contain(first).and.contain('WECHAT_TOKEN').and.contain('--allow-host')
    }
  })

  it('is nothing of that where every token is the user’s own, or the tunnel is named', () => {
    expect(unreachable([], [], EN)).to.equal(undefined)
    expect(unreachable(['tea'], ['my.tunnel'], EN)).to.equal(undefined)
  })
})
