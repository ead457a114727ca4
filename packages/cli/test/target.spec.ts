import { expect } from 'chai'
import { unreachable } from '#src/target.js'
import { wordsIn } from '#src/words/index.js'

describe('the error of a server that was not reached', () => {
  const messageOf = (code?: string) =>
    unreachable(new URL('https://example.com/wechat'), { cause: { code } }).message

  it('says that nothing answers, and why', () => {
    expect(messageOf('ECONNREFUSED')).to.match(/^nothing answers at https:.* \(ECONNREFUSED\); run/)
    expect(messageOf()).to.match(/^nothing answers at .* \(no connection\)/)
  })

  it('says where wechatbot dev is, in both languages', () => {
    for (const language of ['en', 'zh'] as const) {
      const text = wordsIn(language).main.noAnswer('http://127.0.0.1:8080', 'ECONNREFUSED')
      expect(text).to.contain('"wechatbot dev"').and.contain('3000').and.contain(' -p')
    }
  })

  for (const code of [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ]) {
    it(`blames its certificate for ${code}`, () => {
      expect(messageOf(code)).to.match(/^https:\/\/example\.com answers, but its certificate/)
    })
  }
})
