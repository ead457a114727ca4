import { expect } from 'chai'
import { described, didYouMean, packageProblems, pathText, WechatBotError } from '#src/errors.js'
import { REFUSALS } from '#src/refusals.js'

describe('WechatBotError', () => {
  it('of a refusal has its status, of anything else none', () => {
    for (const [code, status] of Object.entries(REFUSALS)) {
      expect(new WechatBotError(code as keyof typeof REFUSALS, 'x').status, code).to.equal(status)
    }
    expect(new WechatBotError('BAD_REPLY', 'x').status).to.equal(undefined)
  })

  it('says 403 for everything unproven, and never a 5xx', () => {
    expect(REFUSALS).to.include({
      BAD_SIGNATURE: 403,
      STALE_PUSH: 403,
      REPLAYED_SIGNATURE: 403,
      ADDRESS_NOT_ALLOWED: 403,
      PAGE_NOT_ALLOWED: 403,
    })
    expect(Object.values(REFUSALS).filter((status) => status >= 500 || status < 400)).to.deep.equal(
      [],
    )
  })

  it('carries its cause and its problems', () => {
    const cause = new Error('why')
    const problems = [{ path: 'a', expected: 'b', got: 'c' }]
    const error = new WechatBotError('BAD_CONFIG', 'x', { cause, problems })
    expect(error).to.include({ name: 'WechatBotError', code: 'BAD_CONFIG', cause, problems })
    expect(new WechatBotError('BAD_CONFIG', 'x')).not.to.have.own.property('cause')
    expect(new WechatBotError('BAD_CONFIG', 'x').problems).to.deep.equal([])
  })
})

describe('an option that needs a package', () => {
  it('has a problem that says how to install it, where it is not installed', () => {
    const at = ['bots', 0, 'api', 'proxy']
    expect(packageProblems(at, 'wechatbot-no-such-package', import.meta.url)).to.deep.equal([
      {
        path: 'bots[0].api.proxy',
        expected: 'the package wechatbot-no-such-package (npm install wechatbot-no-such-package)',
        got: 'none',
      },
    ])
    expect(packageProblems(at, 'chai', import.meta.url)).to.deep.equal([])
  })
})

describe('didYouMean', () => {
  it('names the nearest of those that are a slip away', () => {
    expect(didYouMean('tokn', ['name', 'token', 'mode'])).to.equal('; did you mean "token"?')
    expect(didYouMean('DEADLINE_MS', ['deadlineMs'])).to.equal('; did you mean "deadlineMs"?')
  })

  it('names what a name is short for', () => {
    expect(didYouMean('lat', ['latitude', 'longitude'])).to.equal('; did you mean "latitude"?')
    expect(didYouMean('lng', ['latitude', 'longitude'])).to.equal('; did you mean "longitude"?')
    expect(didYouMean('gnl', ['longitude'])).to.equal('')
    expect(didYouMean('ln', ['longitude'])).to.equal('')
    expect(didYouMean('lo', ['latitude', 'longitude'])).to.equal('; did you mean "longitude"?')
  })

  it('is silent where nothing is near', () => {
    expect(didYouMean('zzzzzz', ['name', 'token'])).to.equal('')
    expect(didYouMean('token', [])).to.equal('')
  })
})

describe('pathText', () => {
  it('writes a path as code does', () => {
    expect(pathText(['bots', 0, 'token'])).to.equal('bots[0].token')
    expect(pathText(['rules', '1', 'match', 2])).to.equal('rules[1].match[2]')
    expect(pathText([])).to.equal('')
  })
})

describe('described', () => {
  const cases: [unknown, string][] = [
    [undefined, 'nothing'],
    [null, 'null'],
    ['', '""'],
    ['a"\n', '"a\\"\\n"'],
    [5, '5'],
    [Number.NaN, 'NaN'],
    [false, 'false'],
    [[], 'an empty list'],
    [[1], 'a list'],
    [{}, 'an object'],
    [() => {}, 'a function'],
    [Symbol('x'), 'a symbol'],
  ]
  for (const [value, text] of cases) {
    it(`says ${text}`, () => {
      expect(described(value)).to.equal(text)
    })
  }

  it('describes what stands where a secret should, and does not show it', () => {
    expect(described('abcdef', 'bots[0].token')).to.equal('6 characters')
    expect(described(20240917, 'bots[0].token')).to.equal('a number; put it in quotes')
    expect(described(20240917, 'bots[0].appSecret')).to.equal('a number; put it in quotes')
  })

  it('shortens a long text', () => {
    expect(described('x'.repeat(100))).to.equal(`"${'x'.repeat(60)}…"`)
  })

  it('tells the length of what stands at a secret path, and nothing else', () => {
    for (const path of [
      'token',
      'bots[0].token[1]',
      'appSecret',
      'encodingAESKey',
      'a.apiKeys[0]',
    ]) {
      expect(described('hush', path), path).to.equal('4 characters')
    }
    expect(described('seen', 'tokens.text')).to.equal('"seen"')
  })
})
