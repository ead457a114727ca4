/** What `.env` gives to a configuration, and what it says of lines that give nothing. */
import { expect } from 'chai'
import { readEnvironment } from '#src/config/environment.js'
import { wechatbot } from '../call.js'
import { Folder } from '../folder.js'

describe('.env', () => {
  let folder: Folder
  const NAMES = ['SPEC_ENV_A', 'SPEC_ENV_B', 'SPEC_ENV_C', 'SPEC_ENV_D']

  beforeEach(() => {
    folder = new Folder()
  })
  afterEach(() => {
    folder.remove()
    for (const name of NAMES) delete process.env[name]
  })

  /** Its warnings. */
  const read = (text: string): readonly string[] => {
    folder.write('.env', text)
    const warnings: string[] = []
    readEnvironment(folder.path, (warning) => void warnings.push(warning))
    return warnings
  }
  const warning = (line: number, hint = '') =>
    `warning: ${folder.path}/.env:${line}: expected NAME=value, a comment or an empty line; this line is not read${hint}`

  for (const sign of ['：', '＝']) {
    it(`names a line with ${sign}, and reads the line behind it`, () => {
      expect(read(`# a bot\n\nSPEC_ENV_A${sign}canary\nSPEC_ENV_B=b\n`)).to.deep.equal([
        warning(3, `; ${sign} is a full-width sign; write the half-width = in its place`),
      ])
      expect(process.env).to.include({ SPEC_ENV_B: 'b' })
      expect(process.env).not.to.have.property('SPEC_ENV_A')
    })
  }

  it('names every other line that is no variable', () => {
    const odd = ['canary', 'SPEC_ENV_A: canary', '=canary', 'SPEC ENV=canary', '“A”=canary']
    expect(read(`${odd.join('\r\n')}\r\nSPEC_ENV_B=b\r\n`)).to.deep.equal(
      odd.map((_, i) => warning(i + 1)),
    )
    expect(process.env.SPEC_ENV_B).to.equal('b')
  })

  it('says nothing of comments, of exports, and of values in quotes over several lines', () => {
    const lines = [
      '  # 令牌：3 到 32 位',
      'export SPEC_ENV_A = a # 令牌：A',
      'SPEC_ENV_B="one',
      '# 两：two',
      '',
      'three"',
      "SPEC_ENV_C='not closed",
      'SPEC_ENV_D=你好：世界',
      '   ',
    ]
    expect(read(lines.join('\n'))).to.deep.equal([])
    expect(process.env).to.include({
      SPEC_ENV_A: 'a',
      SPEC_ENV_B: 'one\n# 两：two\n\nthree',
      SPEC_ENV_C: "'not closed",
      SPEC_ENV_D: '你好：世界',
    })
  })

  for (const args of [['check'], ['check', '--json'], ['menu', 'diff'], ['send', 'text', 'a']]) {
    it(`speaks up on standard error, also before a failure: ${args.join(' ')}`, async () => {
      folder.write('.env', 'SPEC_ENV_A：canary\n')
      folder.write('wechatbot.config.yaml', 'bots:\n  - token: ${SPEC_ENV_A}\n')
      const { stdout, stderr } = await wechatbot(args, folder.path)
      expect(stdout).to.equal('')
      const [first, second] = stderr.split('\n')
      expect(first).to.match(/^wechatbot: warning: .*\.env:1: .* write the half-width = /)
      expect(second).to.match(/^wechatbot: .*: set these environment variables/)
      expect(stderr).not.to.contain('canary')
    })
  }
})
