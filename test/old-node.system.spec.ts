/** The commands, as a Node.js that is too old for them runs them. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'chai'
import { ROOT } from './root.js'

const BINS = {
  wechatbot: 'packages/cli/bin/wechatbot.js',
  'create-wechatbot': 'packages/create/bin/create-wechatbot.js',
}

for (const [name, file] of Object.entries(BINS))
  describe(name, () => {
    const english = (version: string) =>
      `${name} needs Node.js 20.19.0 or newer, and this is ${version}\n`
    const chinese = (version: string) =>
      `${name} 需要 Node.js 20.19.0 或更新的版本，现在是 ${version}\n`

    /** The exit code and the diagnostics of the command in a process that takes itself for this version. */
    const call = (version: string, args: readonly string[], locale: NodeJS.ProcessEnv) => {
      const pretend = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`
      const script = `data:text/javascript,${encodeURIComponent(pretend)}`
      const { LC_ALL: _, LC_MESSAGES: __, LANG: ___, ...env } = process.env
      const { status, stderr } = spawnSync(
        process.execPath,
        ['--import', script, join(ROOT, file), ...args],
        { encoding: 'utf8', env: { ...env, ...locale } },
      )
      return [status, stderr]
    }

    it('says so in the language of the command, and in both where no locale is set', () => {
      for (const [args, locale, said] of [
        [[], { LANG: 'zh_CN.UTF-8' }, chinese('18.20.4')],
        [[], { LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, english('18.20.4')],
        [['--lang', 'zh'], { LANG: 'C' }, chinese('18.20.4')],
        [['--lang=zh', '--lang', 'en'], { LANG: 'zh_CN' }, english('18.20.4')],
        [[], {}, english('18.20.4') + chinese('18.20.4')],
      ] as const) {
        expect(call('18.20.4', args, locale)).to.deep.equal([1, said])
      }
    })

    for (const [version, code] of [
      ['18.20.4', 1],
      ['20.18.3', 1],
      ['20.19.0', 0],
      ['24.0.0', 0],
    ] as const) {
      it(`${code === 0 ? 'runs' : 'says in a sentence that it does not run'} with Node.js ${version}`, () => {
        const said = code === 0 ? '' : english(version)
        expect(call(version, ['--version'], { LANG: 'en_GB.UTF-8' })).to.deep.equal([code, said])
      })
    }
  })
