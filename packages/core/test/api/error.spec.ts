import { inspect } from 'node:util'
import { expect } from 'chai'
import { ERRCODES } from '#src/api/errcodes.js'
import { ApiError } from '#src/api/error.js'
import { WechatBotError } from '#src/errors.js'

const endpoint = 'POST /cgi-bin/message/custom/send'

describe('ApiError', () => {
  it('says what failed, with what number, and what to do', () => {
    const errmsg = 'out of response count limit rid: 6580a1b2-1234abcd-0badcafe'
    const error = new ApiError({ endpoint, errcode: 45047, errmsg })
    expect(error).to.be.instanceOf(WechatBotError)
    expect(error).to.include({
      code: 'API_FAILED',
      errcode: 45047,
      errmsg,
      rid: '6580a1b2-1234abcd-0badcafe',
      endpoint,
      retry: 'no',
    })
    expect(error.message).to.equal(
      `${endpoint} failed: 45047 ${errmsg}; as many messages as allowed have been sent; wait until the user writes again`,
    )
  })

  it('sends whoever meets an unknown number to the list, and tries nothing again', () => {
    const error = new ApiError({ endpoint, errcode: 12345, errmsg: 'new' })
    expect(error.retry).to.equal('no')
    expect(error.message).to.contain('全局返回码').and.contain('/cgi-bin/openapi/rid/get')
    expect(error.rid).to.equal(undefined)
  })

  it('says what came instead of a number', () => {
    const remedy = { retry: 'again', advice: 'try again' } as const
    const error = new ApiError({ endpoint, errmsg: 'HTTP 502', remedy })
    expect(error.message).to.equal(`${endpoint} failed: HTTP 502; try again`)
    expect(error.errcode).to.equal(undefined)
    expect(inspect(error)).to.contain('HTTP 502')
  })

  it('repeats 500 characters of what came, on one line, and no half of a character', () => {
    const came = `a\n\u001b${'x'.repeat(496)}😀${'y'.repeat(3_000_000)} rid: ${'z'.repeat(1000)}`
    const { errmsg, message, rid } = new ApiError({ endpoint, errcode: 1, errmsg: came })
    expect(errmsg).to.equal(`a ${'x'.repeat(496)}\ufffd`)
    expect(message.length).to.be.below(800)
    expect(rid).to.equal('z'.repeat(64))
  })

  for (const [came, shown] of [
    ['GET /x?access_token=t0k&openid=o', 'GET /x?access_token=[redacted]&openid=o'],
    ['{"access_token":"t0k","expires_in":7200}', '{"access_token":"[redacted]","expires_in":7200}'],
    ['bad appSecret: s3c, try again', 'bad appSecret: [redacted], try again'],
    ["msg_signature='abc'", "msg_signature='[redacted]'"],
    ['access_token expired rid: 1-2', 'access_token expired rid: 1-2'],
  ] as const) {
    it(`shows ${came} as ${shown}`, () => {
      const { errmsg, message } = new ApiError({ endpoint, errcode: 1, errmsg: came })
      expect(errmsg).to.equal(shown)
      expect(message).to.contain(shown)
    })
  }

  for (const [errmsg, address] of [
    ['invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist rid: a-b', '1.2.3.4'],
    ['invalid ip 240e:1:2::3, not in whitelist', '240e:1:2::3'],
    ['invalid ip ::ffff:9.8.7.6, not in whitelist', '::ffff:9.8.7.6'],
    ['not in whitelist', 'the address it names'],
  ] as const) {
    it(`40164 names ${address}`, () => {
      const { message } = new ApiError({ endpoint, errcode: 40164, errmsg })
      expect(message).to.contain(`add ${address} to the IP whitelist (IP 白名单 in`)
    })
  }

  it('40001 is a wrong secret where tokens come from, and a stale token everywhere else', () => {
    const errmsg = 'invalid credential'
    for (const path of ['POST /cgi-bin/stable_token', 'GET /cgi-bin/token']) {
      const error = new ApiError({ endpoint: path, errcode: 40001, errmsg })
      expect(error.retry).to.equal('no')
      expect(error.message).to.contain('compare appSecret')
    }
    expect(new ApiError({ endpoint, errcode: 40001, errmsg }).retry).to.equal('token')
  })

  it('tries again: what is busy, and what has a stale token; nothing else', () => {
    const tried = Object.entries(ERRCODES).filter(([, { retry }]) => retry !== 'no')
    expect(tried.map(([errcode, { retry }]) => `${errcode} ${retry}`).sort()).to.deep.equal([
      '-1 again',
      '40001 token',
      '40014 token',
      '42001 token',
      '45011 again',
    ])
  })
})
