import { expect } from 'chai'
import * as v from 'valibot'
import { problemText } from '#src/errors.js'
import { definePlugin } from '#src/plugin/define.js'
import { entryProblem, toConfigured } from '#src/plugin/entries.js'
import type { AnyPlugin } from '#src/plugin/types.js'

const setup = () => {}
const schema = v.object({})
const bare: AnyPlugin = { name: 'bare', setup }
/** What a setup finds on `this`. */
const owning = { ...bare, stateSchema: schema, actions: [], option: 1 }
const callable = definePlugin({ name: 'callable', setup })

describe('an entry of plugins', () => {
  it('is a plugin, a pair, a configured plugin or a plugin with its options', () => {
    for (const [entry, plugin, options] of [
      [bare, bare, undefined],
      [owning, owning, undefined],
      [[bare, 5], bare, 5],
      [{ plugin: bare, options: 5 }, bare, 5],
      [callable, callable, undefined],
      [callable(7 as never), callable, 7],
    ] as const) {
      expect(entryProblem(entry, [])).to.equal(undefined)
      expect(toConfigured(entry)).to.deep.equal({ plugin, options })
    }
  })

  const textOf = (entry: unknown, before?: unknown) => {
    const problem = entryProblem(entry, ['plugins', 2], before)
    return problem === undefined ? undefined : problemText(problem)
  }

  it('is no name that nobody resolved: the problem names loadConfig', () => {
    for (const entry of ['keyword', ['keyword', {}]]) {
      expect(textOf(entry))
        .to.match(/^plugins\[2\]/)
        .and.contain('"keyword"')
        .and.contain('loadConfig()')
    }
  })

  const wrong: [unknown, RegExp][] = [
    [undefined, /got nothing/],
    [null, /got null/],
    [5, /got 5/],
    [{ setup }, /without a name/],
    [{ name: '', setup }, /without a name/],
    [{ name: 'x' }, /got plugin "x" without a setup function$/],
    [{ name: 'x', setup: 'y' }, /without a setup function: "y"$/],
    [() => bare, /got a function without setup; export what definePlugin\(.+\) returns$/],
    [{ name: 'x', setup, options: { city: '' } }, /got plugin "x" whose options are no schema$/],
    [{ name: 'x', setup, options: { '~standard': 1 } }, /expected .* Standard Schema \(zod 3\.24/],
    [
      { name: 'x', setup, option: schema },
      /plugin "x" with the key "option"; did you mean "options"\?$/,
    ],
    [{ plugin: undefined, options: {} }, /plugins\[2\]\.plugin: .*got nothing/],
    [[], /plugins\[2\]\[0\].*got nothing/],
    [[bare, {}, {}], /expected a list of a plugin and its options, got a list of 3/],
    [{ default: bare }, /without a name/],
  ]
  for (const [entry, message] of wrong) {
    it(`is not ${JSON.stringify(entry)}: ${message}`, () => {
      expect(textOf(entry)).to.match(message)
    })
  }

  it('is no options that stand behind their plugin instead of beside it', () => {
    const options = { rules: [] }
    const advice = (written: string) =>
      `an object without a name; options stand with their plugin: [${written}, { ... }]`
    expect(textOf(options, 'keyword')).to.contain(advice('"keyword"'))
    expect(textOf(options, bare)).to.contain(advice('bare'))
    expect(textOf(options, [bare, {}])).not.to.contain('stand with')
    expect(textOf(options)).not.to.contain('stand with')
  })

  it('is no object that names the plugin by its key: the problem shows the pair', () => {
    const got = (pairs: string) =>
      new RegExp(`got an object without a name; options stand with their plugin: ${pairs}$`)
    const pair = '\\["keyword", { \\.\\.\\. }\\]'
    for (const before of [undefined, { echo: {} }, [bare, {}]]) {
      expect(textOf({ keyword: { rules: [] } }, before)).to.match(got(pair))
      // As YAML reads `- keyword:`.
      expect(textOf({ keyword: null }, before)).to.match(got(pair))
    }
    expect(textOf({ './tea.ts': {} })).to.match(got('\\["\\./tea\\.ts", { \\.\\.\\. }\\]'))
    // They may be the options of the plugin before them.
    expect(textOf({ keyword: {} }, 'echo')).to.match(got(`\\["echo", { \\.\\.\\. }\\] or ${pair}`))
    for (const other of [{ rules: [] }, { keyword: {}, echo: {} }, {}, { default: bare }]) {
      expect(textOf(other)).not.to.contain('stand with')
    }
  })
})
