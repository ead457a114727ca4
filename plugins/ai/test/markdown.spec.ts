/** Markdown as models write it, and as WeChat shows it, in whatever pieces it comes. */
import { expect } from 'chai'
import fc from 'fast-check'
import { createMarkdown } from '#src/markdown/markdown.js'

const TABLE: readonly (readonly [markdown: string, shown: string])[] = [
  ['你好。', '你好。'],
  ['第一行\n第二行', '第一行\n第二行'],
  ['第一段\n\n\n\n第二段', '第一段\n\n第二段'],
  ['# 标题\n正文', '【标题】\n正文'],
  ['### **茶** 单\n\n正文', '【茶 单】\n\n正文'],
  ['正文\n---\n下文', '正文\n──────────\n下文'],
  ['正文\n===\n下文', '正文\n===\n下文'],
  ['**粗**和*斜*和~~删~~', '粗和斜和删'],
  ['***粗斜***', '粗斜'],
  ['密码是****，别说', '密码是****，别说'],
  ['__粗__ 和 _斜_', '粗 和 斜'],
  ['**用 `a*b` 相乘**', '用 `a*b` 相乘'],
  ['**标题：**内容', '标题：内容'],
  ['“**龙井**”是**绿茶。**好喝', '“龙井”是绿茶。好喝'],
  ['2 * 3 * 4 = 24', '2 * 3 * 4 = 24'],
  ['snake_case_name', 'snake_case_name'],
  ['没有结束的**粗体', '没有结束的**粗体'],
  ['\\*不是斜体\\*', '*不是斜体*'],
  ['- 龙井\n- 普洱', '• 龙井\n• 普洱'],
  ['* 龙井\n* **普洱**：熟茶', '• 龙井\n• 普洱：熟茶'],
  ['3. 三\n4. 四', '3. 三\n4. 四'],
  ['1. 茶\n   - 绿\n   - 红\n2. 水', '1. 茶\n  • 绿\n  • 红\n2. 水'],
  ['- 一\n\n- 二\n\n正文', '• 一\n• 二\n\n正文'],
  ['- [ ] 买茶\n- [x] 烧水', '• ☐ 买茶\n• ☑ 烧水'],
  ['见[菜单](https://a.example/m?a=1&b=2)。', '见<a href="https://a.example/m?a=1&b=2">菜单</a>。'],
  ['见 https://a.example/m。好', '见 https://a.example/m。好'],
  ['见 https://a.example/m，**好**', '见 https://a.example/m，好'],
  ['<https://a.example/>', 'https://a.example/'],
  ['[**粗**链](https://a.example)', '<a href="https://a.example">粗链</a>'],
  ['[坏](javascript:alert(1))', '坏'],
  ['[引号](https://a.example/"x")', '<a href="https://a.example/%22x%22">引号</a>'],
  ['![龙井](https://a.example/a.png)', '<a href="https://a.example/a.png">[图片]龙井</a>'],
  [
    '<a href="https://a.example" data-miniprogram-appid="wx1" data-miniprogram-path="p">小程序</a>',
    '<a href="https://a.example" data-miniprogram-appid="wx1" data-miniprogram-path="p">小程序</a>',
  ],
  ['用 `npm ci` 安装', '用 `npm ci` 安装'],
  ['`**不粗**`', '`**不粗**`'],
  ['```js\nconst a = "**b**"\n# c\n```\n好', '```js\nconst a = "**b**"\n# c\n```\n好'],
  ['```\n没有结束\n\n的代码', '```\n没有结束\n\n的代码'],
  ['> 引用\n> 两行\n\n正文', '引用\n两行\n\n正文'],
  [
    '| 茶 | 价 |\n|---|---|\n| 龙井 | **80** |\n| 普洱 | 60 |',
    '茶：龙井；价：80\n茶：普洱；价：60',
  ],
  ['说明\n\n| a | b |\n|-|-|\n| 1 | 2 |\n\n完', '说明\n\na：1；b：2\n\n完'],
  ['一<br>二<br/>三', '一\n二\n三'],
  ['<b>粗</b>和<font color="red">红</font>', '粗和红'],
  ['Array<string> 与 a < b && c > d', 'Array<string> 与 a < b && c > d'],
  ['A &amp; B&nbsp;C', 'A & B C'],
  ['电话 +86 10 1234，价格 1,000.50 元', '电话 +86 10 1234，价格 1,000.50 元'],
  ['2026. 年份\n\n🍵 茶 👨‍👩‍👧', '2026. 年份\n\n🍵 茶 👨‍👩‍👧'],
  ['<!-- 给店员 -->龙井和<!-- 2 > 1 -->普洱', '龙井和普洱'],
  ['见[官网][1]。\n\n[1]: https://a.example', '见[官网][1]。\n\n[1]: https://a.example'],
  ['茶好[^1]。\n\n[^1]: 来自官网', '茶好[^1]。\n\n[^1]: 来自官网'],
  ['$E = mc^2$ 和 \\(x\\)', '$E = mc^2$ 和 (x)'],
]

function shown(pieces: readonly string[]): string {
  const markdown = createMarkdown()
  return pieces.map(markdown.push).join('') + markdown.end()
}

describe('Markdown in ai', () => {
  for (const [markdown, expected] of TABLE) {
    it(`shows ${JSON.stringify(markdown)}`, () => {
      expect(shown([markdown])).to.equal(expected)
      expect(shown([...markdown]), 'character by character').to.equal(expected)
      for (let at = 1; at < markdown.length; at += 1) {
        expect(shown([markdown.slice(0, at), markdown.slice(at)]), `cut at ${at}`).to.equal(
          expected,
        )
      }
    })
  }

  it('shows a long text in pieces as it shows it whole', () => {
    const markdown = TABLE.map(([each]) => each).join('\n\n')
    expect(shown([...markdown])).to.equal(shown([markdown]))
  })

  it('lets a sentence go when it is whole, and a construct when it can be told', () => {
    const markdown = createMarkdown()
    expect(markdown.push('龙井是绿茶。产')).to.equal('龙井是绿茶。产')
    expect(markdown.push('在**杭州。')).to.equal('在')
    expect(markdown.push('西湖**边。')).to.equal('杭州。西湖边。')
    expect(markdown.push('\n\n- 一\n- 二')).to.equal('\n\n• 一\n')
    expect(markdown.end()).to.equal('• 二')
  })
})

/** Whatever a model is made to write: marks of all kinds, words, line breaks. */
const SCRAP = fc.constantFrom(
  ...[
    '**',
    '*',
    '_',
    '`',
    '```\n',
    '~~',
    '[',
    '](',
    ')',
    '!',
    '<a href="x">',
    '</a>',
    '<br>',
    '\n| 茶 | 价 |\n|-|-|\n',
    '\n| **龙井** | 80 |\n',
  ],
  ...[
    '\n',
    '\n\n',
    '- ',
    '1. ',
    '# ',
    '> ',
    '---\n',
    '茶',
    '龙井。',
    'a b',
    'https://a.example ',
    '\\',
    '  ',
  ],
)

describe('Markdown in ai, where a block is long,', () => {
  const code = Array.from({ length: 300 }, (_, i) => `const a${i} = ${i} // **`).join('\n')
  const rows = Array.from({ length: 300 }, (_, i) => `| 茶${i} | ${i} |`)
  const items = Array.from({ length: 300 }, (_, i) => `${i + 1}. 茶 **${i}**`)
  const LONG: Readonly<Record<string, readonly [string, string]>> = {
    code: [`\`\`\`js\n${code}\n\`\`\`\n\n好`, `\`\`\`js\n${code}\n\`\`\`\n\n好`],
    table: [
      `| 茶 | 价 |\n|---|---|\n${rows.join('\n')}\n\n好`,
      `${rows.map((_, i) => `茶：茶${i}；价：${i}`).join('\n')}\n\n好`,
    ],
    list: [items.join('\n'), items.map((item) => item.replaceAll('**', '')).join('\n')],
    paragraph: ['龙井是**绿茶**。'.repeat(900), '龙井是绿茶。'.repeat(900)],
  }
  for (const [name, [markdown, expected]] of Object.entries(LONG)) {
    it(`shows all of it: a ${name}`, () => {
      // Not by `equal`: that would print all of it.
      expect(shown([markdown]) === expected).to.equal(true)
      expect(shown([...markdown]) === expected).to.equal(true)
    })
  }

  it('stands what no parser can: marks in marks in marks', () => {
    for (const mark of ['> ', '>', '- ', '1. ', '[', '**', '*a。', '<']) {
      expect(shown([mark.repeat(5000), '好。'])).to.contain('好。')
    }
  })
})

describe('Markdown in ai, whatever it is,', () => {
  it('reads the same in all pieces, but for blanks', () => {
    fc.assert(
      fc.property(fc.array(SCRAP, { maxLength: 40 }), (scraps) => {
        const whole = shown([scraps.join('')]).replace(/\s+/g, '')
        expect(shown(scraps).replace(/\s+/g, '')).to.equal(whole)
        expect(shown([...scraps.join('')]).replace(/\s+/g, '')).to.equal(whole)
      }),
      { numRuns: 2000 },
    )
  })
})
