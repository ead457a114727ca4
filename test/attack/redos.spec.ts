/** S19: rules that would hang the bot. keyword.spec.ts tries many more patterns. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ROOT } from '../root.js'
import { wechatbot } from '../running.js'

describe('S19 regular expressions that take for ever', () => {
  it('are refused at start, with advice', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wechatbot-redos-'))
    const file = join(folder, 'wechatbot.config.json')
    const keyword = join(ROOT, 'plugins/keyword/dist/index.js')
    for (const match of ['^(a+)+$', '(a|aa)+$', '^(\\w+\\s?)*$', '(.*)*x', '(x+x+)+y']) {
      const rules = [{ match, mode: 'regex', reply: 'x' }]
      const bot = { token: 'redos-token', plugins: [[keyword, { rules }]] }
      writeFileSync(file, JSON.stringify({ bots: [bot] }))
      const { code, stderr, stdout } = await wechatbot(['start', '--port', '0', '-c', file])
      expect(code, match).to.equal(1)
      expect(`${stderr}${stdout}`).to.contain('rules[0].match').and.contain('unsafe')
    }
    rmSync(folder, { recursive: true })
  }).timeout(60_000)
})
