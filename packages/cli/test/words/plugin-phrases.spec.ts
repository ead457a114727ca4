/** What the command says in Chinese of the options of our plugins, compared with what their schemas say. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AnyPlugin } from '@wechatbot/core'
import { optionProblems } from '@wechatbot/core/internal/plugin/options'
import { expect } from 'chai'
import { expectation, finding } from '#src/words/zh/phrases.js'
import { ROOT } from '../folder.js'

/** Values of which each schema refuses some. */
const WRONG: readonly unknown[] = [
  ...[undefined, null, true, 0, 1.5, -1, 1e12, '', 'x', 'x y', [], [null], {}, { zz: 1 }],
  () => 1,
  Symbol('x'),
]

interface Shown {
  readonly '~standard'?: unknown
  readonly type?: string
  readonly message?: unknown
  readonly options?: unknown
  readonly getter?: (value: unknown) => unknown
}

/**
 * What a problem may expect of the value of `schema`, and of all its parts.
 * @param isHidden whether the problem is said by the schema around it: by a union that has a message, and by `lazy`.
 */
async function phrasesOf(
  schema: unknown,
  isHidden = false,
  seen = new Set<unknown>(),
): Promise<readonly string[]> {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return []
  seen.add(schema)
  const { message, getter, type, options, ...parts } = schema as Shown
  const isAlternative = type === 'union' && (isHidden || message !== undefined)
  const below = [
    ...partsOf(Object.values(parts)).map((part) => [part, false] as const),
    ...partsOf(options).map((part) => [part, isAlternative] as const),
    ...(getter === undefined ? [] : WRONG.map((value) => [getter(value), true] as const)),
  ]
  const phrases = typeof message === 'string' ? [message] : []
  for (const [part, isBelow] of below) phrases.push(...(await phrasesOf(part, isBelow, seen)))
  if (!isHidden && '~standard' in parts) phrases.push(...(await saidOf(schema)))
  // Some name what came, too.
  return phrases.map((phrase) => phrase.replace(/^\w+: expected (.+), got .+$/, '$1'))
}

/** Lists and objects of schemas, as the schemas. */
function partsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(partsOf)
  if (typeof value !== 'object' || value === null) return []
  return 'kind' in value || '~standard' in value ? [value] : Object.values(value).flatMap(partsOf)
}

/** What the check of a configuration expects in place of wrong values. */
async function saidOf(options: unknown): Promise<readonly string[]> {
  const plugin = { name: 'x', options, setup: () => {} } as AnyPlugin
  const problems = await Promise.all(WRONG.map((wrong) => optionProblems([[plugin, wrong]])))
  return problems.flat().map(({ expected }) => expected)
}

/** Values that are the same in each language. */
const NEUTRAL = /^(?:true|false|"[^"]*"|\d+)$/
const ENGLISH = /(?<![\w"{-])(?:an?|and|at|of|or|the|with)(?![\w"}-])/

/** Those that are not Chinese, or not throughout. */
const untranslated = (phrases: readonly string[]) =>
  [...new Set(phrases)].filter((phrase) => {
    const said = expectation(phrase)
    return !NEUTRAL.test(phrase) && (!/\p{Script=Han}/u.test(said) || ENGLISH.test(said))
  })

const sourceOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const withValues = (phrase: string) =>
  phrase
    .replace(/\$\{named\(\w+\)\}/, 'the name of a step before it: x, y')
    .replace(/\$\{[^}]*\}/g, '7')
    .replace(/: $/, ': {x}')

describe('the options of a plugin in Chinese', () => {
  for (const name of readdirSync(join(ROOT, 'plugins'))) {
    it(`are said in Chinese in each phrase of the schema of ${name}`, async () => {
      const { default: plugin } = await import(join(ROOT, 'plugins', name, 'dist/index.js'))
      const phrases = await phrasesOf((plugin as AnyPlugin).options)
      expect(new Set(phrases)).to.have.property('size').above(3)
      expect(untranslated(phrases)).to.deep.equal([])
    })
  }

  for (const [what, file, phrase, count] of [
    [
      'rules between the options of dialog',
      'plugins/dialog/src/problems.ts',
      /^(?! *(?:\/\/|\*|\/\*|import)).*?(?<=[ (])(['`])([^'`]* (?:(?!\1).)*)\1/gm,
      12,
    ],
    ['rules between the options of ai', 'plugins/ai/src/options.ts', /expected: (['`])(.+)\1/g, 1],
    ['names of models', 'plugins/ai/src/model.ts', /expected: (['`])(.+)\1/g, 3],
    [
      'placeholders',
      'packages/core/src/option-values.ts',
      /(`)(.+; (?:unknown|found): )\$.+\1/g,
      2,
    ],
    ['replies', 'packages/core/src/reply/shape.ts', /bad\(\s*(['"`])(.+)\1,/g, 8],
  ] as const) {
    it(`are said in Chinese in each phrase of the ${what}`, () => {
      const phrases = [...sourceOf(file).matchAll(phrase)].map(([, , text = '']) =>
        withValues(text),
      )
      expect(phrases).to.have.length.of.at.least(count)
      expect(untranslated(phrases)).to.deep.equal([])
    })
  }

  it('say which key a model needs, as the plugin ai says it', () => {
    const source = sourceOf('plugins/ai/src/model.ts')
    const [, phrase = ''] = /`(a key, here or in .+)`/.exec(source) ?? []
    const values = { '${variable}': 'MOONSHOT_API_KEY', '${site}': 'https://a.example' }
    const said = Object.entries(values).reduce(
      (text, [name, value]) => text.replace(name, value),
      phrase,
    )
    expect(expectation(said)).to.equal(
      '密钥，写在这里或环境变量 MOONSHOT_API_KEY 里；在 https://a.example 申请',
    )
  })

  it('say what was meant, and what came', () => {
    const places =
      'a text with the placeholders {city} {label}; unknown: {citi} (did you mean {city}?)'
    expect(expectation(places)).to.equal(
      '文本，占位符只能用 {city}、{label}；不认识 {citi}（是不是想写 {city}？）',
    )
    expect(finding('both')).to.equal('两个都写了')
    expect(finding('0.1.0; install a version of the plugin for it, or update wechatbot')).to.equal(
      '0.1.0；安装适合它的插件版本，或升级 wechatbot',
    )
  })
})
