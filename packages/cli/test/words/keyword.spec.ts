/** What the command says in Chinese of the plugin keyword, compared with what the plugin says itself. */
import { expect } from 'chai'
import { wordsIn } from '#src/words/index.js'
import { wechatbot } from '../call.js'
import { Folder } from '../folder.js'

const ZH = wordsIn('zh')
const EN = wordsIn('en')

describe('the rules of keyword in Chinese', () => {
  let folder: Folder

  beforeEach(() => {
    folder = new Folder()
    folder.link('@wechatbot/plugin-keyword', 'plugins/keyword')
  })
  afterEach(() => folder.remove())

  /** What the plugin logs of these rules during its setup, as `check` shows it. */
  const saidOf = async (rules: readonly object[], file?: string) => {
    const bots = [{ token: 'checkToken', plugins: [['keyword', { rules, ...(file && { file }) }]] }]
    folder.write('wechatbot.config.json', JSON.stringify({ bots }))
    const { stdout, stderr } = await wechatbot(['check', '--json'], folder.path)
    expect(stderr).to.equal('')
    const [{ plugins }] = JSON.parse(stdout).bots
    return (plugins[0].said as string[]).map((line) => line.replace(/^ *(warning: )?/, ''))
  }
  const regex = (match: string) => ({ match, mode: 'regex', reply: 'x' })

  it('have Chinese words for each line that check shows of them', async () => {
    const patterns = ['^退货', '(.)\\1', '(?=a)b', '(?<=a)b', '(a|b?)*c', '(?:(a)|b)*']
    const rules = [
      ...patterns.map(regex),
      { match: '你好', reply: 'x' },
      { match: '你好', reply: 'y' },
      { match: 'qrscene_1', reply: 'y', kinds: ['event:SCAN'] },
      { match: '(.)', mode: 'regex', reply: 'x', unsafe: true },
      { match: '图', reply: { type: 'image', file: './a.png' } },
      ...Array.from({ length: 22 }, () => ({ match: '你好', reply: 'z' })),
    ]
    folder.write('a.png', 'a picture')
    const file = folder.write(
      'rules.csv',
      '关键词,回复\n"甲、乙",好\n像,"{""type"":""image"",""file"":""./a.png""}"\n',
    )
    const said = await saidOf(rules, file)
    const english = said.filter((line) => !/^rules(\[\d+\](\.reply)?|\.csv:\d+)$/.test(line))
    expect(english.length).to.be.above(20)
    expect(english.filter((line) => EN.check.said(line) !== line)).to.deep.equal([])
    const rest = english.map((line) => ZH.check.said(line)).filter((it) => !/\p{sc=Han}/u.test(it))
    expect(rest).to.deep.equal([])
    // No reason stays English behind the worker.
    const reasons = english.filter((line) => /: worker /.test(line)).map(ZH.check.said)
    expect(reasons).to.have.length.above(3)
    expect(reasons.filter((it) => /毫秒）：.*\b(it|its|the)\b/.test(it))).to.deep.equal([])
  })

  it('keep lines of other plugins as they are', () => {
    expect(ZH.check.said('a line: of mine')).to.equal('a line: of mine')
  })

  it('say of a picture and of hours that they are not there, and not that they are not installed', async () => {
    const file = folder.write(
      'rules.csv',
      '关键词,回复\n像,"{""type"":""image"",""file"":""no.png""}"\n',
    )
    const given = [
      { file },
      { rules: [{ match: 'a', reply: { type: 'image', file: './no.png' } }] },
      { rules: [{ match: 'b', reply: { type: 'news', articles: [] } }] },
      { rules: [{ match: 'c', reply: 'x', when: '营业' }] },
    ]
    const said: string[] = []
    for (const options of given) {
      const bots = [{ token: 'checkToken', plugins: [['keyword', options]] }]
      folder.write('wechatbot.config.json', JSON.stringify({ bots }))
      const { stderr } = await wechatbot(['check'], folder.path)
      const [, expected = '', got = ''] = /: expected (.+), got (.+)$/m.exec(stderr) ?? []
      said.push(ZH.config.problem({ path: 'x', expected, got }))
    }
    expect(said).to.deep.equal([
      `x：期望 文件 ${folder.path}/no.png，实际是 没有`,
      `x：期望 文件 ${folder.path}/no.png，实际是 没有`,
      'x：期望 news.articles 是图文的列表，实际是 没有',
      'x：期望 在 rules 或 file 旁边写选项 hours，实际是 没有',
    ])
  })

  it('have Chinese words for each problem of a file', async () => {
    const files = {
      'none.csv': undefined,
      'empty.csv': '',
      'header.csv': 'a,b\n',
      'column.csv': '关键词\n',
      'cells.csv': '关键词,回复\na,b,c\n',
      'quotes.csv': '关键词,回复\na,｛"type":"none"｝\n',
      'wrong.csv': '关键词,回复,方式,时间,优先级\n,"{""a",正,营,x\n"(",b,正则,,\n',
      'list.json': '5',
      'rule.json': '[5, {"match": 5, "reply": "x", "odd": 1, "kinds": ["image"]}]',
      'rules.html': '',
    }
    const problems: [string, string, string][] = []
    for (const [name, text] of Object.entries(files)) {
      const file = `${folder.path}/${name}`
      if (text !== undefined) folder.write(name, text)
      const bots = [{ token: 'checkToken', plugins: [['keyword', { file }]] }]
      folder.write('wechatbot.config.json', JSON.stringify({ bots }))
      const { stderr } = await wechatbot(['check'], folder.path)
      const found = [...stderr.matchAll(/^ {2}(\S+.*?): expected (.+), got (.+)$/gm)]
      expect(found, name).to.have.length.above(0)
      problems.push(
        ...found.map(
          ([, path = '', expected = '', got = '']) =>
            [path, expected, got] as [string, string, string],
        ),
      )
    }
    const english = problems.filter(([path, expected, got]) => {
      const said = ZH.config.problem({ path, expected, got })
      return !/\p{sc=Han}/u.test(said.replace(/：期望 | ?，实际是 /g, ''))
    })
    expect(english).to.deep.equal([])
  })
})
