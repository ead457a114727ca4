import { expect } from 'chai'
import { problemAt } from '#src/errors.js'
import { formsOf, isSecretName, isSecretOption, maskSecrets, redactSecrets } from '#src/secrets.js'

describe('the list of secrets', () => {
  const names = [
    ...[
      'token',
      'tokens',
      'access_token',
      'accessToken',
      'ACCESS-TOKEN',
      'appSecret',
      'client_secret',
    ],
    ...['encodingAESKey', 'encoding_aes_key', 'apiKey', 'api_key', 'x-api-key', 'privateKey'],
    ...[
      'msg_signature',
      'signature',
      'password',
      'dbPasswd',
      'authorization',
      'Proxy-Authorization',
    ],
    ...['pass', 'smtp_pass', 'dbPass', 'auth', 'bearer'],
    ...['cookie', 'Set-Cookie', 'proxy', 'dsn', 'connectionString', 'connection_string'],
  ]
  for (const name of names) {
    it(`has ${name}`, () => {
      expect(isSecretName(name)).to.equal(true)
      expect(isSecretOption(name)).to.equal(true)
      expect(redactSecrets({ a: [{ [name]: 'hush' }] })).to.deep.equal({
        a: [{ [name]: '[redacted]' }],
      })
      expect(maskSecrets(`?a=1&${name.replace(/(?<!s)s$/, '')}=hush&b=2`)).to.equal(
        `?a=1&${name.replace(/(?<!s)s$/, '')}=${/cookie|author/i.test(name) ? '[redacted]' : '[redacted]&b=2'}`,
      )
    })
  }

  it('has not what a log calls by names that look alike', () => {
    for (const name of ['bypass', 'oauth', 'author', 'passes', 'signature_count']) {
      expect(isSecretName(name), name).to.equal(false)
    }
    for (const name of ['key', 'EventKey', 'dedupeKey', 'tokenized', 'signed', 'proxied', 'name']) {
      expect(isSecretName(name), name).to.equal(false)
    }
    expect(isSecretOption('key')).to.equal(true)
  })
})

describe('maskSecrets', () => {
  for (const [text, masked] of [
    ['{"access_token":"t0k","expires_in":7200}', '{"access_token":"[redacted]","expires_in":7200}'],
    ['{\\"token\\":\\"abc\\",\\"a\\":1}', '{\\"token\\":\\"[redacted]\\",\\"a\\":1}'],
    ['{"password":"a \\"b\\" c","x":1}', '{"password":"[redacted]","x":1}'],
    ["{ apiKey: 'two words' }", "{ apiKey: '[redacted]' }"],
    ['password: hunter2', 'password: [redacted]'],
    ['password: hunter', 'password: [redacted]'],
    ['{"token":["abc1","def2"],"n":1}', '{"token":[redacted]],"n":1}'],
    ['?token[]=abc&n=1', '?token[]=[redacted]&n=1'],
    ["'secret' => 'abc1', password -> hunter2", "'secret' => '[redacted]', password -> [redacted]"],
    ['AppSecret：abc123，密码：hunter2', 'AppSecret：[redacted]'],
    ['密码：hunter2', '密码：[redacted]'],
    ['密码：12345 期望', '密码：[redacted] 期望'],
    ['密码：期望值1', '密码：[redacted]'],
    ['(password: hunter, user: x)', '(password: [redacted], user: x)'],
    ['%22api_key%22%3A%22abc%22%2C%22n%22%3A1', '%22api_key%22%3A%22[redacted]%22%2C%22n%22%3A1'],
    ['GET https://x/send?key=0-a-1&n=1', 'GET https://x/send?key=[redacted]&n=1'],
    ['/robot?n=1&sign=a%3D timed out', '/robot?n=1&sign=[redacted] timed out'],
    [
      '?next=https%3A%2F%2Fx%3Faccess_token%3Dabc',
      '?next=https%3A%2F%2Fx%3Faccess_token%3D[redacted]',
    ],
    ['Authorization: Digest a="b"', 'Authorization: [redacted]"b"'],
    ['Cookie: a=b; c=d\nHost: x', 'Cookie: [redacted]\nHost: x'],
    ['connect redis://:p@ss@h:1/0 failed', 'connect redis://[redacted]@h:1/0 failed'],
    ['https://key@sentry.example/1', 'https://[redacted]@sentry.example/1'],
  ] as const) {
    it(`writes ${text.replaceAll('\n', ' ')} as ${masked.replaceAll('\n', ' ')}`, () => {
      expect(maskSecrets(text)).to.equal(masked)
      expect(maskSecrets(masked)).to.equal(masked)
    })
  }

  for (const text of [
    'bots[0].token: expected a text, got nothing',
    'encodingAESKey: 43 letters or digits',
    'bots[0].token: required',
    'token: a text, got nothing',
    'bots[0].token：期望 至少 3 个字符，实际是 没有写',
    'bots[0].token：没有设置 WECHAT_TOKEN',
    'the key: oA|1, "key":"wx1|oA|1"',
    'access_token expired rid: 1-2',
    '"max_tokens":300, "total_tokens": 5',
    'write to someone@example.com, or see https://example.com/@someone',
  ]) {
    it(`leaves ${text}`, () => expect(maskSecrets(text)).to.equal(text))
  }
})

describe('redactSecrets', () => {
  it('copies what JSON may hold, names functions and patterns, and ends where a value holds itself', () => {
    const value: Record<string, unknown> = { a: /x/g, f: () => 1, n: null, token: false, list: [1] }
    value.self = value
    expect(redactSecrets(value)).to.deep.equal({
      ...{ a: '/x/g', f: '(function)', n: null, token: false, list: [1], self: '(circular)' },
    })
  })

  it('hides numbers and objects by name, but no counts', () => {
    expect(
      redactSecrets({ token: 5, secret: { a: 1 }, maxTokens: 300, tokens: ['a'] }),
    ).to.deep.equal({
      ...{ token: '[redacted]', secret: '[redacted]', maxTokens: 300, tokens: ['[redacted]'] },
    })
  })

  it('masks texts under any name, and names', () => {
    expect(redactSecrets({ url: 'mysql://u:p@h/db', 'token=abc': 1 })).to.deep.equal({
      ...{ url: 'mysql://[redacted]@h/db', 'token=[redacted]': 1 },
    })
    const at = new URL('mysql://u:p@h/db')
    expect(redactSecrets({ at, proxy: at })).to.deep.equal({
      ...{ at: 'mysql://[redacted]@h/db', proxy: '[redacted]' },
    })
  })
})

describe('formsOf', () => {
  it('looks for nothing shorter than three characters, and for no base64 shorter than six', () => {
    expect(formsOf(['ab', ''])).to.deep.equal([])
    expect(formsOf(['abc'])).to.deep.equal(['abc'])
  })

  it('has what encoders make of a secret', () => {
    const secret = `p!w$'(*)^"\\x 1`
    const forms = formsOf([secret])
    const url = Object.assign(new URL('redis://u@h'), { password: secret })
    const seen = [
      `${new URLSearchParams({ a: secret })}`.slice(2),
      url.href.slice('redis://u:'.length, -2),
      encodeURIComponent(secret),
      JSON.stringify({ secret }).slice('{"secret":"'.length, -2),
      Buffer.from(secret).toString('hex'),
    ]
    for (const form of seen) expect(forms).to.include(form)
  })

  it('leaves out a word that stands in sentences, which no bot may have for a token', () => {
    expect(formsOf(['token', 'weixin'])).to.deep.equal([])
  })

  it('takes half a character', () => {
    expect(formsOf(['abc\ud83d'])).to.include('abc\ud83d')
  })
})

describe('a problem of a configuration', () => {
  it('shows a URL without its password, also one that is cut', () => {
    const url = `https://someone:c4nary${'x'.repeat(80)}@gateway.example`
    expect(problemAt(['api', 'baseUrl'], 'a URL', url).got).to.equal(
      '"https://[redacted]@gateway.example"',
    )
    expect(problemAt(['store', 1], 'x', 'redis://:c4nary@h').got).to.equal('"redis://[redacted]@h"')
  })
})
