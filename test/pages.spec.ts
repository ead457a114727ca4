/** Pages for users, in English and in Chinese: both are there, and say the same. */
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect } from 'chai'
import { documents, textOf } from './documents.js'
import { ROOT } from './root.js'

/** What is for those who work on the project. */
const ENGLISH_ONLY = ['ARCHITECTURE.md', 'CHANGELOG.md']

const isHidden = (page: string) => page.split('/').some((part) => part.startsWith('.'))
const isChinese = (page: string) => page.endsWith('.zh-CN.md')
const chineseOf = (page: string) => page.replace(/\.md$/, '.zh-CN.md')

const forUsers = documents.filter(
  (page) =>
    !isHidden(page) &&
    !isChinese(page) &&
    // Written for other people: in the language of the bot that create-wechatbot makes, and of tests.
    !/(^|\/)(templates|test)\//.test(page),
)
const english = forUsers.filter((page) => !ENGLISH_ONLY.includes(page))

interface Block {
  readonly language: string
  readonly lines: readonly string[]
}

/** The code of a page. A comment is prose, and what a terminal shows is only counted. */
function blocksOf(page: string): readonly Block[] {
  return [...textOf(page).matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```$/gm)].map(
    ([, language = '', code = '']) => {
      const lines = code.trimEnd().split('\n')
      const spoken = language === '' ? lines.map(() => '') : lines.map(withoutComment)
      return { language, lines: spoken }
    },
  )
}

function withoutComment(line: string): string {
  return line.replace(/(^|\s)(\/\/|#) .*$/, '').trimEnd()
}

/** `##` of `## Title`, for each. */
function headingsOf(page: string): readonly string[] {
  const prose = textOf(page).replace(/^ *```[\s\S]*?^ *```$/gm, '')
  return [...prose.matchAll(/^(#+) /gm)].map(([, level = '']) => level)
}

/** How many rows each table has. */
function tablesOf(page: string): readonly number[] {
  const tables = textOf(page).match(/(?:^ *\|.*\n?)+/gm) ?? []
  return tables.map((table) => table.trimEnd().split('\n').length)
}

describe('the pages for users', () => {
  it('are all there in Chinese', () => {
    expect(english.length).to.be.above(15)
    expect(english.map(chineseOf).filter((page) => !existsSync(join(ROOT, page)))).to.deep.equal([])
    const twins = documents.filter((page) => !isHidden(page) && isChinese(page))
    const lonely = twins.filter((page) => !existsSync(join(ROOT, page.replace('.zh-CN', ''))))
    expect(lonely).to.deep.equal([])
  })

  it('are all in llms.txt, and nothing else is', () => {
    const listed = [...textOf('llms.txt').matchAll(/\]\(([^)]+)\)/g)].map(([, page]) => page)
    expect(listed.sort()).to.deep.equal([...english, ...english.map(chineseOf)].sort())
  })

  it('name their other language at the top', () => {
    const silent = english.flatMap((page) => {
      const top = (each: string) => textOf(each).split('\n').slice(0, 6).join('\n')
      const chinese = chineseOf(page)
      const links = [
        top(page).includes(`](${basename(chinese)})`),
        top(chinese).includes(`](${basename(page)})`),
      ]
      return links.includes(false) ? [page] : []
    })
    expect(silent).to.deep.equal([])
  })

  for (const page of english) {
    it(`say the same in Chinese: ${page}`, () => {
      const chinese = chineseOf(page)
      expect(headingsOf(chinese)).to.deep.equal(headingsOf(page))
      expect(blocksOf(chinese)).to.deep.equal(blocksOf(page))
      expect(tablesOf(chinese)).to.deep.equal(tablesOf(page))
    })
  }

  it('lead from Chinese pages to Chinese pages', () => {
    const led = documents.filter(isChinese).flatMap((page) =>
      [...textOf(page).matchAll(/\]\((?!https?:|#)([^)#\s]+\.md)/g)]
        .map((match) => match[1] ?? '')
        .filter((target) => {
          const path = join(dirname(page), target)
          const isOwn = chineseOf(path) === page
          return !isChinese(path) && !isOwn && existsSync(join(ROOT, chineseOf(path)))
        })
        .map((target) => `${page} -> ${target}`),
    )
    expect(led).to.deep.equal([])
  })

  it('have headings where their links lead', () => {
    const gone = documents
      .filter((page) => !isHidden(page))
      .flatMap((page) =>
        [...textOf(page).matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)]
          .filter(([, target = '', anchor = '']) => {
            const path = target === '' ? page : join(dirname(page), target)
            return path.endsWith('.md') && !anchorsOf(path).includes(decodeURIComponent(anchor))
          })
          .map(([link]) => `${page} ${link}`),
      )
    expect(gone).to.deep.equal([])
  })
})

/** As GitHub makes them of headings. */
function anchorsOf(page: string): readonly string[] {
  return [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
