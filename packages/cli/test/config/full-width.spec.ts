/** Full-width signs in a configuration, named by the error that they cause. */
import { expect } from 'chai'
import { adviseOnNames, adviseOnPlace } from '#src/config/full-width.js'
import { wordsIn } from '#src/words/index.js'
import { wechatbot } from '../call.js'
import { ConfigFolder } from './config-folder.js'

const HALF = [...':,;()""\'\'[]{}']
const SIGNS: Readonly<Record<string, string>> = Object.fromEntries(
  [...'：，；（）“”‘’【】｛｝'].map((sign, i) => [sign, String(HALF[i])]),
)

const advice = (line: number, column: number, sign: string) =>
  `\n  line ${line}, column ${column}: ${sign} is a full-width sign; write the half-width ${SIGNS[sign]} in its place`

describe('a full-width sign', () => {
  let folder: ConfigFolder

  beforeEach(() => {
    folder = new ConfigFolder()
  })
  afterEach(() => folder.remove())

  for (const [file, text, line, column, sign] of [
    ['a.ts', 'export default {\n  bots：[{ token: "canary" }],\n}\n', 2, 7, '：'],
    ['a.mjs', 'export default { bots: [{ token: “canary” }] }', 1, 34, '“'],
    ['a.cjs', "module.exports = { bots: [{ token: 'canary’ }] }", 1, 43, '’'],
    ['a.js', 'export default {\n  bots: [{ token: "canary"，\n  path: "/x" }] }', 2, 27, '，'],
    ['a.yaml', 'bots:\n  - token：canary\n    path: /x\n', 2, 10, '：'],
    ['b.yaml', 'store： sqlite:./x\nbots：\n  - token： canary\n', 1, 6, '：'],
    ['c.yaml', 'bots:\n  - token：canary\n    path：/x\n', 2, 10, '：'],
    ['d.yaml', 'bots: [{ token： canary-1 }]\n', 1, 15, '：'],
    ['e.yaml', 'bots: 【{ token: canary }】\n', 1, 7, '【'],
    ['a.json', '{ "bots"： [{ "token": "canary" }] }', 1, 9, '：'],
    ['b.json', '{\n  "errorText": "好，好",\n  “bots”: [{ "token": "canary" }] }', 3, 3, '“'],
    ['c.json', '{ "bots”: [{ "token": "canary" }] }', 1, 8, '”'],
  ] as const) {
    it(`that stops the reading of ${file} is named: ${JSON.stringify(text)}`, async () => {
      folder.write(file, text)
      const said = await folder.failure(file)
      expect(said).not.to.contain('canary')
      expect(said.slice(said.lastIndexOf('\n'))).to.equal(advice(line, column, sign))
    })
  }

  for (const sign of Object.keys(SIGNS)) {
    it(`${sign} has its half-width one`, () => {
      expect(adviseOnPlace(`{ ${sign}`, { line: 1, column: 3 })).to.equal(advice(1, 3, sign))
      expect(wordsIn('zh').config.fullWidthAt(2, 7, sign, String(SIGNS[sign]))).to.equal(
        `第 2 行第 7 列：「${sign}」是全角符号，请改成半角的「${SIGNS[sign]}」`,
      )
    })
  }

  it('in a program shows no more than its place and what the parser said', async () => {
    const file = folder.write('wechatbot.config.ts', 'export default {\n  bots：[],\n}\n')
    const { code, stderr } = await wechatbot(['check'], folder.path)
    expect(code).to.equal(1)
    expect(stderr).to.equal(
      `wechatbot: ${file}:2:7: Unexpected character '：'.${advice(2, 7, '：')}\n`,
    )
  })

  it('in a text, or in a comment, is no mistake', () => {
    for (const line of [
      'errorText: "抱歉，请稍后", path: [',
      "errorText: '营业：9点', }",
      'errorText: 抱歉，请稍后: 好',
      'bots: [ # 机器人：token',
      'bots: [} // 机器人：token',
    ]) {
      expect(adviseOnPlace(line, { line: 1, column: 1 }), line).to.equal('')
    }
    expect(adviseOnNames('bots:\n  - errorText: 营业：9点\n    # 令牌 token：\n')).to.equal('')
  })

  it('is looked for in any line at once', () => {
    expect(adviseOnPlace(`"${'\\'.repeat(200_000)}`, { line: 1, column: 1 })).to.equal('')
  })

  it('elsewhere is not named where a problem is about something else', async () => {
    folder.write('a.yaml', 'bots:\n  - token: abcd\n    mode: 明文，好\n    errorText: token：x\n')
    expect(await folder.failure('a.yaml')).to.match(/got "明文，好"$/)
  })
})
