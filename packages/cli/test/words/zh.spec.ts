/** The words of the command in Chinese: whole, and with the same values. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ApiError } from '@wechatbot/core'
import { expect } from 'chai'
import { wordsIn } from '#src/words/index.js'
import { ADVICE, REMEDIES } from '#src/words/zh/errcodes.js'
import { REASONS, reason } from '#src/words/zh/outages.js'
import { ROOT } from '../folder.js'

const EN = wordsIn('en')
const ZH = wordsIn('zh')

type Word = string | ((...values: unknown[]) => string)

/** `doctor.url.answers` and its word, of all. */
function wordsOf(value: object, at = ''): readonly (readonly [string, Word])[] {
  return Object.entries(value).flatMap(([key, word]) => {
    const path = at === '' ? key : `${at}.${key}`
    return typeof word === 'object'
      ? wordsOf(word as object, path)
      : [[path, word as Word] as const]
  })
}

/** Values that are known again in a text. Where a list is wanted, each is one. */
function texts(word: Word): readonly string[] {
  if (typeof word === 'string') return [word]
  const marks = Array.from({ length: word.length }, (_, i) => `⟪${i}⟫`)
  const lists = marks.map((mark) => [mark])
  const taken: string[] = []
  // Only one of them has the methods that the word uses.
  for (const values of [
    marks,
    lists,
    [lists[0], ...marks.slice(1)],
    [marks[0], ...lists.slice(1)],
  ]) {
    try {
      taken.push(word(...values))
    } catch {
      // This one has not.
    }
  }
  return taken
}

const valuesIn = (text: string) => [...new Set(text.match(/⟪\d⟫/g) ?? [])].sort()
const optionsIn = (text: string) =>
  [...new Set(text.match(/(?<![\w-])--?[a-z][a-z-]*/g) ?? [])].sort()

describe('the words of the command in Chinese', () => {
  const english = new Map(wordsOf(EN))
  const chinese = wordsOf(ZH)

  it('are as many as the English ones, and none is English', () => {
    expect(chinese.map(([path]) => path).sort()).to.deep.equal([...english.keys()].sort())
    // Those that join what others say.
    const neutral = new Set([
      'check.job',
      'check.said',
      'jobs.error',
      'main.ofCall',
      'main.ofStore',
      'doctor.store.said',
      'jobs.heads.id',
      'importConsole.media',
      'importConsole.note',
      'importConsole.written',
      'doctor.verification.wrong',
    ])
    const untranslated = chinese.filter(
      ([path, word]) =>
        !neutral.has(path) && !/\p{Script=Han}/u.test(texts(word)[0] ?? String(word)),
    )
    expect(untranslated.map(([path]) => path)).to.deep.equal([])
  })

  it('show every value that the English ones show', () => {
    const differing = chinese.flatMap(([path, word]) => {
      const [own] = texts(word)
      const [other] = texts(english.get(path) as Word)
      if (own === undefined || other === undefined) return []
      return `${valuesIn(own)}` === `${valuesIn(other)}` ? [] : [path]
    })
    expect(differing).to.deep.equal([])
  })

  it('name the same options and commands', () => {
    const differing = chinese.flatMap(([path, word]) => {
      const [own = ''] = texts(word)
      const [other = ''] = texts(english.get(path) as Word)
      return `${optionsIn(own)}` === `${optionsIn(other)}` ? [] : [`${path}: ${optionsIn(own)}`]
    })
    expect(differing).to.deep.equal([])
  })
})

describe('the reason of an outage in Chinese', () => {
  it('is said for every reason of the simulator, and for no other', () => {
    const sources = ['judge.ts', 'wechat.ts'].map((file) =>
      readFileSync(join(ROOT, 'packages/simulator/src', file), 'utf8'),
    )
    // A phrase has a blank in it; a name has none.
    const phrase = /(?:return|outage\(|why:|^ +:) ?([`'])(.+ .+)\1[) }]*$/gm
    const said = sources.flatMap((source) =>
      [...source.matchAll(phrase)].map(([, , it = '']) => it),
    )
    const reasons = said.map((text) => text.replace(/\$\{.+?\}/g, '7'))
    expect(reasons).to.have.length.above(10)
    expect(reasons.filter((text) => reason(text) === text)).to.deep.equal([])
    const unsaid = REASONS.filter(([each]) => !reasons.some((text) => each.test(text)))
    expect(unsaid.map(([each]) => each.source)).to.deep.equal([])
  })
})

describe("an error of WeChat's API in Chinese", () => {
  it('has advice for every errcode of core, and for no other', () => {
    const source = readFileSync(join(ROOT, 'packages/core/src/api/errcodes.ts'), 'utf8')
    const codes = [...source.matchAll(/^ {2}\[?(-?\d+)\]?: /gm)].map(([, code]) => Number(code))
    expect(codes).to.have.length.above(30)
    expect(Object.keys(ADVICE).map(Number).sort()).to.deep.equal(codes.sort())
  })

  it('says where, which and what to do', () => {
    const endpoint = 'POST /cgi-bin/stable_token'
    const errmsg = 'invalid ip 1.2.3.4, not in whitelist'
    expect(ZH.main.apiFailed(new ApiError({ endpoint, errcode: 40164, errmsg }))).to.equal(
      `${endpoint} 失败：40164 ${errmsg}；把它写出的地址加进 设置与开发 > 基本配置 > IP 白名单`,
    )
    expect(ZH.main.apiFailed(new ApiError({ endpoint, errcode: 40001, errmsg: 'x' }))).to.match(
      /里的 AppSecret 对照$/,
    )
    const unknown = new ApiError({ endpoint, errcode: 1, errmsg: 'x' })
    expect(ZH.main.apiFailed(unknown)).to.match(/^POST \S+ 失败：1 x；见 developers\.weixin/)
    expect(EN.main.apiFailed(unknown)).to.equal(unknown.message)
  })

  it('has words for each remedy of core without an errcode, and for no other', () => {
    const sources = ['error', 'exchange', 'media', 'token']
    const remedies = sources.flatMap((name) => {
      const source = readFileSync(join(ROOT, `packages/core/src/api/${name}.ts`), 'utf8')
      return [...source.matchAll(/advice:\s+'(.+)'/g)].map(([, advice = '']) => advice)
    })
    expect(remedies).to.have.length.above(7)
    expect(REMEDIES.map(([english]) => english).sort()).to.deep.equal(remedies.sort())
  })

  it('says what came in place of an errcode', () => {
    const remedy = { retry: 'once', advice: 'it may have been carried out all the same' } as const
    const said = (errmsg: string) =>
      ZH.main.apiFailed(new ApiError({ endpoint: 'POST /a', errmsg, remedy }))
    const end = '；这次调用可能已经执行'
    expect(said('ECONNREFUSED')).to.equal(`POST /a 失败：ECONNREFUSED${end}`)
    expect(said('no answer in 5000 ms')).to.equal(`POST /a 失败：5000 毫秒内没有应答${end}`)
    expect(said('HTTP 200 with text/html; charset=utf-8')).to.equal(
      `POST /a 失败：HTTP 200，内容是 text/html; charset=utf-8${end}`,
    )
    expect(ZH.jobs.error(`POST /a failed: the connection failed; ${remedy.advice}`)).to.equal(
      `POST /a 失败：连接失败${end}`,
    )
    expect(ZH.jobs.error('POST /a failed: x; y')).to.equal('POST /a failed: x; y')
  })
})
