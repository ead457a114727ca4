import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { definePlugin } from '@wechatbot/core'
import { expect } from 'chai'
import { assertCoreRange } from '#src/plugin/options.js'
import { VERSION } from '#src/version.js'

const plugin = (core?: string) => ({
  name: 'x',
  setup: () => {},
  ...(core === undefined ? {} : { core }),
})

describe('the range of core a plugin states', () => {
  it('is compared with the version of the package', () => {
    const file = join(import.meta.dirname, '../../../package.json')
    expect(JSON.parse(readFileSync(file, 'utf8')).version).to.equal(VERSION)
  })

  it('lets in what it covers, and a plugin that states none', () => {
    for (const core of [undefined, VERSION, '>=0.1.0 <1', '*']) assertCoreRange(plugin(core))
  })

  it('says plainly what does not fit', () => {
    expect(() => assertCoreRange(plugin('>=99')))
      .to.throw(`plugin "x" needs @wechatbot/core >=99, got ${VERSION}`)
      .with.property('code', 'BAD_PLUGIN')
  })

  it('survives definePlugin', () => {
    expect(definePlugin(plugin('>=99')).core).to.equal('>=99')
  })
})
