import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import { readFiles } from '#src/files.js'
import { pathOf } from '#src/reply-file.js'

describe('rule files', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyword-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const read = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content)
    const { rules, problems } = readFiles([join(folder, name)])
    return {
      problems: problems.map(({ path, expected, got }) => `${path}: ${expected}, got ${got}`),
      rules: rules.map(({ rule, place }) => ({
        place: place(),
        match: [rule.match].flat(),
        mode: rule.mode,
        reply: rule.reply,
        priority: rule.priority,
        kinds: rule.kinds,
      })),
    }
  }
  const text = (content: string) => ({ type: 'text', content })
  const defaults = { mode: 'exact', priority: 0, kinds: ['text'] }
  const hours = { ...defaults, match: ['营业时间'], reply: text('9:00-21:00') }

  it('read CSV with a header, quotes, several words in a cell, and gaps', () => {
    const csv = [
      'match,reply,mode,priority,kinds,recognition',
      '营业时间,9:00-21:00,,,,',
      '',
      '价格|多少钱｜怎么卖,"看菜单，\n或来店里",contains,5,text|event:CLICK,是',
      ',,,,,',
      '退(货|款),七天内可退,regex',
    ].join('\r\n')
    expect(read('rules.csv', csv)).to.deep.equal({
      problems: [],
      rules: [
        { place: 'rules.csv:2', ...hours },
        {
          place: 'rules.csv:4',
          match: ['价格', '多少钱', '怎么卖'],
          mode: 'contains',
          reply: text('看菜单，\n或来店里'),
          priority: 5,
          kinds: ['text', 'event:CLICK'],
        },
        {
          place: 'rules.csv:7',
          ...defaults,
          match: ['退(货|款)'],
          mode: 'regex',
          reply: text('七天内可退'),
        },
      ],
    })
  })

  const chinese = '关键词,回复,方式,优先级\n营业时间,9:00-21:00,,\n价格,看菜单,包含,2\n'
  const encodings: readonly (readonly [string, Uint8Array])[] = [
    ['UTF-8', Buffer.from(chinese)],
    ["UTF-8 with Excel's mark", Buffer.from(`\ufeff${chinese}`)],
    ['GB18030, as Excel in China saves it', gb18030(chinese)],
    [
      "UTF-16 with tabs, Excel's Unicode text",
      Buffer.from(`\ufeff${chinese.replaceAll(',', '\t')}`, 'utf16le'),
    ],
  ]
  for (const [name, bytes] of encodings) {
    it(`read Chinese headers and modes in ${name}`, () => {
      expect(read('rules.csv', bytes).rules).to.deep.equal([
        { place: 'rules.csv:2', ...hours },
        {
          ...defaults,
          place: 'rules.csv:3',
          match: ['价格'],
          mode: 'contains',
          reply: text('看菜单'),
          priority: 2,
        },
      ])
    })
  }

  it('read the names of kinds in English and in Chinese, in tables and lists', () => {
    const kinds = ['text', 'voice', 'event:CLICK', 'event:SCAN', 'event:subscribe']
    const csv = '关键词,回复,类型\na,b,文本|语音|点击|扫码|关注\na,b,文字 VOICE event:CLICK\n'
    const { rules, problems } = read('rules.csv', csv)
    expect(rules[0]?.kinds).to.deep.equal(kinds)
    expect(problems[0]).to.match(/^rules\.csv:3 kinds\.1: a kind with words .*, got "VOICE"$/)
    const [rule] = read('rules.yaml', '- 关键词: a\n  回复: b\n  类型: 语音\n').rules
    expect(rule?.kinds).to.deep.equal(['voice'])
  })

  it('read a reply object as JSON in a cell, and braces around quotes alone as a text', () => {
    const image = '"{""type"":""image"",""mediaId"":""M""}"'
    const { rules, problems } = read('rules.csv', `match,reply\na,${image}\nb,{“你好”}，请进`)
    expect([problems, ...rules.map(({ reply }) => reply)]).to.deep.equal([
      [],
      { type: 'image', mediaId: 'M' },
      { type: 'text', content: '{“你好”}，请进' },
    ])
  })

  it('read JSON and YAML, as a list or as rules', () => {
    const json =
      '[\n  { "match": "营业时间",\n "reply": "9:00-21:00" },\n  { "match": ["a"], "reply": ["b", "c"] }\n]'
    const list = [hours, { ...defaults, match: ['a'], reply: [text('b'), text('c')] }]
    expect(read('rules.json', json).rules).to.deep.equal([
      { place: 'rules.json:2', ...list[0] },
      { place: 'rules.json:4', ...list[1] },
    ])
    const yaml =
      'rules:\n  # 时间\n  - 关键词: 营业时间\n    回复: 9:00-21:00\n  - match: [a]\n    reply: [b, c]\n'
    expect(read('rules.yaml', yaml).rules).to.deep.equal([
      { place: 'rules.yaml:3', ...list[0] },
      { place: 'rules.yaml:5', ...list[1] },
    ])
    expect(read('rules.yml', '- match: 110\n  reply: 120\n').rules[0]).to.deep.include({
      match: ['110'],
      reply: text('120'),
    })
  })

  const wrong: readonly (readonly [string, string, readonly RegExp[]])[] = [
    [
      'rules.csv',
      'match,reply,mode,priority\na,b,fuzzy,x\n(,b,regex\n/a/x,b,regex\n,b\nc,',
      [
        /^rules\.csv:2 mode: one of exact, contains, prefix, regex, or 等于, 包含, 开头, 正则, got "fuzzy"$/,
        /^rules\.csv:2 priority: a number, got "x"$/,
        /^rules\.csv:3 match: a regular expression \(.*\), got "\("$/,
        /^rules\.csv:4 match: a regular expression \(.*flags.*\), got "\/a\/x"$/,
        /^rules\.csv:5 match: .*got nothing$/,
        /^rules\.csv:6 reply: .*got nothing$/,
      ],
    ],
    [
      'rules.csv',
      'match,answer\na,b',
      [/^rules\.csv:1: a header of match, .*关键词.*时间.*类型.*语音, got "answer"$/],
    ],
    [
      'rules.csv',
      [
        'match,reply,mode,speed',
        'a,b,exact,d,e',
        'a,"{""type"":",fuzzy',
        'a,b,fuzzy',
        'a,b',
        'a,"{""x""",',
        'a,b,exact,d,e',
      ].join('\n'),
      [
        /^rules\.csv:1: a header of match, .*, got "speed"$/,
        /^rules\.csv:2: 4 cells; .*, got 5 cells$/,
        /^rules\.csv:3: a reply in JSON, /,
        /^rules\.csv:3 mode: .*, got "fuzzy"$/,
        /^rules\.csv:4 mode: .*, got "fuzzy"$/,
        /^rules\.csv:6: a reply in JSON, /,
        /^rules\.csv:7: 4 cells; .*, got 5 cells$/,
      ],
    ],
    [
      'rules.csv',
      'mode,when\na,b',
      [/^rules\.csv:1: a column match,/, /^rules\.csv:1: a column reply,/],
    ],
    ['rules.csv', 'match,mode\na,exact', [/^rules\.csv:1: a column reply, got match,mode$/]],
    ['rules.csv', '', [/^rules\.csv:1: a header of match, .*got an empty file$/]],
    ['rules.csv', 'match,reply\n\na,b,c', [/^rules\.csv:3: 2 cells; .*"quotes", got 3 cells$/]],
    ['rules.csv', 'match,reply\na,"b\nc', [/^rules\.csv:\d: CSV, got Quote Not Closed/]],
    ['rules.csv', 'match,reply\na,"{""type"":"', [/^rules\.csv:2: a reply in JSON, .*got \S/]],
    [
      'rules.csv',
      'match,reply\na,{“type”：“none”}\nb,｛“type”：“none”｝\nc,"{“type”：\n“none”}"',
      [
        /^rules\.csv:2: a reply in JSON, with half-width .*, got \{“type”：“none”\}$/,
        /^rules\.csv:3: a reply in JSON, with half-width .*, got ｛“type”：“none”｝$/,
        /^rules\.csv:4: a reply in JSON, with half-width .*, got \{“type”： “none”\}$/,
      ],
    ],
    [
      'rules.json',
      '[\n{ "match": "a", "reply": 5, "x": 1 }]',
      [/^rules\.json:2 x: an option of a rule, got 1$/],
    ],
    ['rules.json', '[\n{ "match": }', [/^rules\.json:\d/]],
    ['rules.json', '{ "a": 1 }', [/^rules\.json:1: a list of rules, .*got object$/]],
    ['rules.yaml', '- match: a\n  reply: [}\n', [/^rules\.yaml:2: YAML, got /]],
    [
      'rules.yaml',
      aliasBomb(),
      [/^rules\.yaml:1: YAML with few aliases, got Excessive alias count/],
    ],
    ['rules.doc', 'x', [/^rules\.doc:1: a file named .csv, .json, .yaml or .yml, got ".doc"$/]],
  ]
  for (const [name, content, lines] of wrong) {
    it(`say file, line, expected and got: ${name} ${JSON.stringify(content)}`, () => {
      const { problems } = read(name, content)
      expect(problems.length, problems.join('\n')).to.equal(lines.length)
      for (const [i, line] of lines.entries()) expect(problems[i]).to.match(line)
    })
  }

  it('say when they are missing, or no text', () => {
    expect(readFiles([join(folder, 'none.csv')]).problems[0]?.got).to.contain('ENOENT')
    expect(read('rules.csv', new Uint8Array([0xff, 0xff, 0xff])).problems[0]).to.contain(
      'neither UTF-8',
    )
  })

  it('are found from a folder, or by URL', () => {
    expect(pathOf('rules.csv', '/shop')).to.equal('/shop/rules.csv')
    expect(pathOf('rules.csv', '.')).to.equal(join(process.cwd(), 'rules.csv'))
    expect(pathOf(pathToFileURL('/a/rules.csv'), '/shop')).to.equal('/a/rules.csv')
    expect(pathOf('file:///a/rules.csv', '/shop')).to.equal('/a/rules.csv')
  })
})

/** Node decodes GB18030 but does not write it: the table is read backwards. */
function gb18030(text: string): Uint8Array {
  const decoder = new TextDecoder('gb18030')
  const bytes = new Map<string, readonly number[]>()
  for (let high = 0x81; high <= 0xfe; high += 1) {
    for (let low = 0x40; low <= 0xfe; low += 1) {
      bytes.set(decoder.decode(new Uint8Array([high, low])), [high, low])
    }
  }
  return new Uint8Array([...text].flatMap((each) => bytes.get(each) ?? [each.charCodeAt(0)]))
}

/** Nine lines that stand for 9^9 texts. */
function aliasBomb(): string {
  const lines = Array.from({ length: 9 }, (_, i) => {
    const item = i === 0 ? 'lol' : `*a${i - 1}`
    return `a${i}: &a${i} [${Array(9).fill(item).join(',')}]`
  })
  return `${lines.join('\n')}\nrules: *a8\n`
}
