import type { BlockList } from 'node:net'
import { expect } from 'chai'
import { secretsOf, toSettings } from '#src/config/settings.js'
import type { BotConfig } from '#src/config/types.js'
import { includesAddress } from '#src/http/address.js'
import { failure, TOKEN } from '../fixtures.ts'

const KEYS = [
  'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg',
] as const
const APP = { appId: 'wx1' }

const settingsOf = (config: Partial<BotConfig<never>> = {}) =>
  toSettings({ token: TOKEN, ...config }, false)

describe('toSettings', () => {
  it('fills in what the configuration leaves out', () => {
    const { account, ...settings } = settingsOf()
    expect(settings).to.deep.equal({
      hasApi: false,
      path: '/wechat',
      freshnessSeconds: 300,
      bindSignatures: true,
      bindingMs: 630_000,
      allowFrom: undefined,
      dedupeKey: undefined,
      development: false,
      handlerTimeoutMs: 60_000,
      interrupted: undefined,
      interruptedReply: { type: 'text', content: '上一个问题被打断了，请再问一次' },
      deadlineMs: 4500,
      passiveMs: 14_500,
      errorReply: { type: 'none' },
      late: ['hold', 'mailbox'],
      overlap: 'parallel',
      timeZone: 'Asia/Shanghai',
    })
    const { name, mode, tokens, appId, appSecret, keys } = account
    expect({ name, mode, tokens, appId, appSecret, keys }).to.deep.equal({
      name: 'main',
      mode: 'plain',
      tokens: [TOKEN],
      appId: undefined,
      appSecret: undefined,
      keys: [],
    })
  })

  it('takes what the configuration says', () => {
    const dedupeKey = () => 'key'
    const { account, ...settings } = settingsOf({
      ...APP,
      name: 'shop',
      path: '/shop',
      token: ['new4Token', 'old4Token'],
      deadlineMs: 3000,
      freshnessSeconds: 10,
      bindSignatures: false,
      errorText: '出错了',
      late: ['hold', 'drop'],
      overlap: 'queue',
      dedupeKey,
    })
    expect(settings).to.deep.include({
      path: '/shop',
      freshnessSeconds: 10,
      bindSignatures: false,
      bindingMs: 50_000,
      dedupeKey,
      deadlineMs: 3000,
      passiveMs: 13_000,
      errorReply: { type: 'text', content: '出错了' },
      late: ['hold', 'drop'],
      overlap: 'queue',
    })
    expect(account).to.include({ name: 'shop', appId: 'wx1' })
    expect(account.tokens).to.deep.equal(['new4Token', 'old4Token'])
  })

  it('gives a passive reply no more than the deadline where nothing is held', () => {
    expect(settingsOf({ late: ['mailbox'] }).passiveMs).to.equal(4500)
  })

  it('remembers signatures for as long as by default where freshness is not checked', () => {
    expect(settingsOf({ freshnessSeconds: 0 })).to.include({
      freshnessSeconds: 0,
      bindingMs: 630_000,
    })
  })

  describe('an encodingAESKey', () => {
    it('makes the mode safe, and is decoded to 32 bytes, each of a list', () => {
      for (const encodingAESKey of [KEYS[0], KEYS]) {
        const { account } = settingsOf({ ...APP, encodingAESKey })
        expect(account.mode).to.equal('safe')
        expect(account.keys).to.deep.equal(
          [encodingAESKey].flat().map((key) => new Uint8Array(Buffer.from(`${key}=`, 'base64'))),
        )
        for (const key of account.keys) expect(key).to.have.length(32)
      }
    })

    it('leaves the mode that the configuration names', () => {
      for (const mode of ['plain', 'compat'] as const) {
        expect(settingsOf({ ...APP, encodingAESKey: KEYS[0], mode }).account.mode).to.equal(mode)
      }
    })

    it('binds signatures all the same: another bot with the token may be in plain mode', () => {
      const config = { ...APP, encodingAESKey: KEYS[0] } as const
      for (const mode of ['plain', 'compat', 'safe'] as const) {
        expect(settingsOf({ ...config, mode }).bindSignatures, mode).to.equal(true)
        const unbound = settingsOf({ ...config, mode, bindSignatures: false })
        expect(unbound.bindSignatures, mode).to.equal(false)
      }
    })
  })

  it('sends late replies by the API, given an appSecret or a token server', () => {
    const config: Partial<BotConfig<never>>[] = [
      { ...APP, appSecret: 'spec-app-secret' },
      { api: { accessToken: async () => 'from elsewhere' } },
    ]
    for (const each of config) {
      expect(settingsOf(each)).to.deep.include({
        hasApi: true,
        late: ['customer-service', 'mailbox'],
        passiveMs: 4500,
      })
    }
    expect(settingsOf({ api: { baseUrl: 'https://gateway.example' } }).hasApi).to.equal(false)
    expect(settingsOf(config[0]).account.appSecret).to.equal('spec-app-secret')
  })

  it('lets only the addresses of allowFrom push; of an empty list, none', () => {
    const { allowFrom } = settingsOf({ allowFrom: ['101.226.103.0/25'] })
    expect(includesAddress(allowFrom as BlockList, '101.226.103.9')).to.equal(true)
    expect(includesAddress(allowFrom as BlockList, '101.226.104.9')).to.equal(false)
    const nobody = settingsOf({ allowFrom: [] }).allowFrom
    expect(includesAddress(nobody as BlockList, '101.226.103.9')).to.equal(false)
  })

  it('refuses what is wrong, all at once', async () => {
    const error = await failure('BAD_CONFIG', () => settingsOf({ deadlineMs: 1, path: 'x' }))
    expect(error.problems.map(({ path }) => path)).to.have.members(['deadlineMs', 'path'])
  })

  it('refuses a token that everybody tries, but in development', async () => {
    for (const token of ['weixin', 'token', [TOKEN, 'weixin']]) {
      const error = await failure('BAD_CONFIG', () => settingsOf({ token }))
      expect(error.message).not.to.contain('weixin')
      expect(toSettings({ token }, true).account.tokens).to.deep.equal([token].flat())
    }
  })
})

describe('secretsOf', () => {
  it('lists every secret of a bot', () => {
    const values = { token: ['t1', 't2'], appSecret: 's', encodingAESKey: 'k' }
    expect(secretsOf(values)).to.deep.equal(['t1', 't2', 's', 'k'])
    expect(secretsOf({ token: 't' })).to.deep.equal(['t'])
    expect(secretsOf({ token: 't', encodingAESKey: KEYS })).to.deep.equal(['t', ...KEYS])
  })

  it('lists the password of a proxy, if it has one', () => {
    for (const [proxy, secrets] of [
      ['http://user:pass-w0rd@proxy.example:8080', ['pass-w0rd']],
      ['http://:pass@proxy.example', ['pass']],
      ['http://user@proxy.example:8080', []],
      ['http://proxy.example:8080', []],
    ] as const) {
      expect(secretsOf({ token: 't', api: { proxy } }), proxy).to.deep.equal(['t', ...secrets])
    }
  })

  it('lists the secrets among the options of plugins, and passwords in their URLs', () => {
    const options = {
      apiKey: 'k3y-of-a-model',
      model: 'public-name',
      nested: [{ headers: { Authorization: 'Bearer abc' }, url: 'https://u:p%40ss@host/x' }],
      cookie: 'on',
    }
    const plugin = { name: 'p', setup: () => {} }
    expect(secretsOf({ token: 't', plugins: [plugin, 'name', [plugin, options]] })).to.deep.equal([
      't',
      'k3y-of-a-model',
      'Bearer abc',
      'p%40ss',
      'p@ss',
    ])
    expect(secretsOf({ token: 't', plugins: [{ plugin, options }] as never })).to.have.length(5)
  })

  it('lists the password of a base URL', () => {
    const api = { baseUrl: 'https://u:pass-w0rd@gateway.example' }
    expect(secretsOf({ token: 't', api })).to.deep.equal(['t', 'pass-w0rd'])
  })
})
