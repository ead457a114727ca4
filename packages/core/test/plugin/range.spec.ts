import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { definePlugin } from '@wechatbot/core'
import { expect } from 'chai'
import { problemText } from '#src/errors.js'
import { optionProblems } from '#src/plugin/options.js'
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

  it('lets in what it covers, and a plugin that states none', async () => {
    for (const core of [undefined, VERSION, '>=0.1.0 <1', '*']) {
      expect(await optionProblems([plugin(core)])).to.deep.equal([])
    }
  })

  it('says plainly what does not fit', async () => {
    expect((await optionProblems([plugin('>=99')])).map(problemText)).to.deep.equal([
      `plugin "x": expected @wechatbot/core >=99, got ${VERSION}; install a version of the plugin for it, or update wechatbot`,
    ])
  })

  it('is a range, and no tag or number', async () => {
    for (const [core, got] of [
      ['latest', '"latest"'],
      [1, '1'],
    ] as const) {
      expect((await optionProblems([plugin(core as string)])).map(problemText)).to.deep.equal([
        `plugin "x": expected the key core to be a range of versions like ">=0.1.0 <1", got ${got}`,
      ])
    }
  })

  it('survives definePlugin', () => {
    expect(definePlugin(plugin('>=99')).core).to.equal('>=99')
  })
})
