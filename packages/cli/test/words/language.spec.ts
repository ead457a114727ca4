/** The language of the command: of its option, else of the environment. */
import { expect } from 'chai'
import { languageOf, takeLanguage } from '#src/words/language.js'

describe('the language of the command', () => {
  it('is that of LC_ALL, else LC_MESSAGES, else LANG', () => {
    expect(languageOf({ LANG: 'zh_CN.UTF-8' })).to.equal('zh')
    expect(languageOf({ LC_MESSAGES: 'zh_CN.UTF-8', LANG: 'en_US.UTF-8' })).to.equal('zh')
    expect(languageOf({ LC_ALL: 'C', LC_MESSAGES: 'zh_CN', LANG: 'zh_CN' })).to.equal('en')
    expect(languageOf({ LC_ALL: '', LANG: 'zh_TW.UTF-8' })).to.equal('zh')
    expect(languageOf({ LANG: 'en_GB.UTF-8' })).to.equal('en')
    expect(languageOf({})).to.equal('en')
  })

  it('is what --lang says, whatever the environment says', () => {
    expect(languageOf({ LC_ALL: 'zh_CN' }, ['check', '--lang', 'en'])).to.equal('en')
    expect(languageOf({ LC_ALL: 'C' }, ['--lang=zh', 'check'])).to.equal('zh')
    expect(languageOf({}, ['--lang', 'zh', 'check', '--lang', 'en'])).to.equal('en')
  })

  it('stays that of the environment where --lang says no language', () => {
    expect(languageOf({ LANG: 'zh_CN' }, ['--lang', 'fr'])).to.equal('zh')
    expect(languageOf({ LANG: 'zh_CN' }, ['check', '--lang'])).to.equal('zh')
  })

  it('is taken out of the command line, but not behind --', () => {
    expect(takeLanguage(['--lang', 'zh', 'send', '--lang=en', 'text', '你好'])).to.deep.equal({
      rest: ['send', 'text', '你好'],
      given: ['zh', 'en'],
    })
    expect(takeLanguage(['send', 'text', '--', '--lang', 'zh'])).to.deep.equal({
      rest: ['send', 'text', '--', '--lang', 'zh'],
      given: [],
    })
    expect(takeLanguage(['check', '--lang'])).to.deep.equal({ rest: ['check'], given: [undefined] })
  })
})
