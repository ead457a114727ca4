import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { accountNameOf } from '#src/dev/account-name.js'

describe('the name of an account', () => {
  let base: string
  let folder: string
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'wechatbot-name-'))
    folder = join(base, '老张茶馆')
    mkdirSync(folder)
  })
  afterEach(() => rmSync(base, { recursive: true }))
  const named = (manifest: string) => {
    writeFileSync(join(folder, 'package.json'), manifest)
    return accountNameOf({ token: 'tea' }, folder)
  }

  it('is that of the bot, where the configuration gives one', () => {
    writeFileSync(join(folder, 'package.json'), '{ "name": "tea" }')
    expect(accountNameOf({ token: 'tea', name: 'orders' }, folder)).to.equal('orders')
  })

  it('is that of the project, without its scope', () => {
    expect(named('{ "name": "tea-house" }')).to.equal('tea-house')
    expect(named('{ "name": "@shops/tea-house" }')).to.equal('tea-house')
  })

  it('is that of the folder, where package.json has none', () => {
    expect(accountNameOf({ token: 'tea' }, folder)).to.equal('老张茶馆')
    for (const manifest of ['{}', '{ "name": "" }', 'no JSON']) {
      expect(named(manifest), manifest).to.equal('老张茶馆')
    }
  })
})
