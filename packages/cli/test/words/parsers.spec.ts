/** What the command says in Chinese of a mistake in a file, compared with what the parsers say. */
import { expect } from 'chai'
import { wordsIn } from '#src/words/index.js'
import { OF_PARSERS, ofParser } from '#src/words/zh/parsers.js'
import { ConfigFolder } from '../config/config-folder.js'

const ZH = wordsIn('zh').config

describe('a mistake that a parser finds, in Chinese', () => {
  let folder: ConfigFolder

  beforeEach(() => {
    folder = new ConfigFolder()
  })
  afterEach(() => folder.remove())

  /** What the parser said, behind the place. */
  const whyOf = async (file: string, text: string) => {
    folder.write(file, text)
    const [first = ''] = (await folder.failure(file)).split('\n')
    return first.replace(/^.*?:\d+:\d+: (?:cannot be read: )?/, '')
  }

  const YAML = [
    'bots:\n\t- token: abcd\n',
    'bots:\n  - token: abcd\n     name: x\n',
    'bots:\n  - token: abcd\n - token: x\n',
    'bots：\n  - token: abcd\n',
    'bots:\n  - [a, b\n  c: 1\n',
    'bots:\n  name\n  token: abcd\n',
    'bots: [{ token: abcd name: "x" "y" }]\n',
    'bots: [,]\n',
    'bots: [{ token: abcd }\n',
    'bots: "abcd\n',
    'bots: "\\q"\n',
    'bots: 1\nbots: 2\n',
    'bots: *all\n',
    'bots: !all\n',
    'bots\nx: 1\n',
    'bots:\n  - token: abcd\n    name\n',
    'bots:\n  - token: abcd\n    name\n    path: /x\n',
  ]
  const PROGRAMS = [
    'export default { bots: [{ token: "abcd" \n name: "x" }] }',
    'export default { bots: [ } ]',
    'export default { bots：[] }',
    'export default { bots: "abcd }',
    'export default { bots: `abcd }',
    'export default {} /* abcd',
    'const a = 1 const b = 2\nexport default {}',
    'const a = 1\nconst a = 2\nexport default {}',
  ]

  it('is said in Chinese, in each phrase of the table, as the parsers say it', async () => {
    const said: string[] = []
    for (const [i, text] of YAML.entries()) said.push(await whyOf(`${i}.yaml`, text))
    for (const [i, text] of PROGRAMS.entries()) said.push(await whyOf(`${i}.ts`, text))
    expect(said.filter((why) => ofParser(why) === why)).to.deep.equal([])
    const unsaid = OF_PARSERS.filter(([each]) => !said.some((why) => each.test(why)))
    expect(unsaid.map(([each]) => each.source)).to.deep.equal([])
  })

  it('is framed in Chinese where its detail stays English', () => {
    expect(ZH.syntax('/b/wechatbot.config.ts:2:2', 'Unexpected token, expected ","')).to.equal(
      '/b/wechatbot.config.ts:2:2：语法错误：这里缺少 ","',
    )
    expect(ZH.syntax('/b/a.ts:2:2', 'Something new.')).to.equal(
      '/b/a.ts:2:2：语法错误：Something new.',
    )
    expect(
      ZH.unreadable('/b/a.yaml:2:1', 'tab characters must not be used in indentation'),
    ).to.equal('/b/a.yaml:2:1：读取失败：缩进不能用制表符（Tab），请改用空格')
  })
})
