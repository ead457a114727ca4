import { inspect } from 'node:util'
import { expect } from 'chai'
import { Account } from '#src/account.js'

describe('Account', () => {
  const secrets = { tokens: ['spec4Token'], appSecret: 'spec-app-secret' }
  const account = new Account({ name: 'main', mode: 'plain', appId: 'wx1', ...secrets })

  it('holds the secrets', () => {
    expect(account.tokens).to.deep.equal(['spec4Token'])
    expect(account.appSecret).to.equal('spec-app-secret')
  })

  it('shows none of them when it is printed, serialised or spread', () => {
    const shown = [
      inspect(account, { depth: 5 }),
      JSON.stringify(account),
      inspect({ ...account }),
      String(account),
    ].join()
    expect(shown).to.contain('wx1').and.not.to.contain('spec4Token').and.not.to.contain('secret')
  })

  it('tells handlers its name and ids, as far as they are known', () => {
    expect(account.info()).to.deep.equal({ name: 'main', appId: 'wx1' })
    expect(account.info('gh_1')).to.deep.equal({ name: 'main', appId: 'wx1', originalId: 'gh_1' })
    const nameless = new Account({ name: 'b', mode: 'plain', tokens: ['t'] })
    expect(Object.keys(nameless.info())).to.deep.equal(['name'])
  })

  it('does not change when the list it was given does', () => {
    const tokens = ['a']
    const copy = new Account({ name: 'main', mode: 'plain', tokens })
    tokens.push('b')
    expect(copy.tokens).to.deep.equal(['a'])
  })
})
