import type { StandardSchemaV1 } from '@standard-schema/spec'
import { expect } from 'chai'
import * as v from 'valibot'
import { definePlugin } from '#src/plugin/define.js'
import { checkOptions, toConfigured } from '#src/plugin/options.js'
import type { AnyPlugin } from '#src/plugin/types.js'
import { failure } from '../fixtures.ts'

const setup = () => {}
const bare: AnyPlugin = { name: 'bare', setup }

/** A plugin whose schema, written by hand, finds these issues. */
function withIssues(issues: readonly StandardSchemaV1.Issue[]): AnyPlugin {
  const options: StandardSchemaV1 = {
    '~standard': { version: 1, vendor: 'by hand', validate: async () => ({ issues }) },
  }
  return { name: 'picky', options, setup }
}

describe('toConfigured', () => {
  it('takes a plugin, a pair, a configured plugin and a plugin with its options', () => {
    const callable = definePlugin({ name: 'callable', setup })
    expect(toConfigured(bare, 0)).to.deep.equal({ plugin: bare, options: undefined })
    expect(toConfigured([bare, 5], 0)).to.deep.equal({ plugin: bare, options: 5 })
    expect(toConfigured({ plugin: bare, options: 5 }, 0)).to.deep.equal({
      plugin: bare,
      options: 5,
    })
    expect(toConfigured(callable, 0)).to.deep.equal({ plugin: callable, options: undefined })
    expect(toConfigured(callable(7 as never), 0)).to.deep.equal({ plugin: callable, options: 7 })
  })

  it('refuses a name that nobody resolved, and names loadConfig', async () => {
    for (const entry of ['keyword', ['keyword', {}] as const]) {
      const error = await failure('BAD_PLUGIN', () => toConfigured(entry, 2))
      expect(error.message).to.match(/^plugins\[2\]/)
      expect(error.message).to.contain('"keyword"').and.to.contain('loadConfig()')
    }
  })

  const wrong: [unknown, RegExp][] = [
    [undefined, /got nothing/],
    [null, /got null/],
    [5, /got 5/],
    [{ setup }, /without a name/],
    [{ name: '', setup }, /without a name/],
    [{ name: 'x' }, /plugin "x" has no setup function/],
    [{ name: 'x', setup: 'y' }, /no setup function, got "y"/],
    [{ plugin: undefined, options: {} }, /plugins\[0\]\.plugin/],
    [[], /plugins\[0\]\[0\].*got nothing/],
    [{ default: bare }, /without a name/],
  ]
  for (const [entry, message] of wrong) {
    it(`refuses ${JSON.stringify(entry)} with ${message}`, async () => {
      const error = await failure('BAD_PLUGIN', () => toConfigured(entry as never, 0))
      expect(error.message).to.match(message)
    })
  }
})

describe('checkOptions', () => {
  it("gives back the schema's output", async () => {
    const options = v.object({ text: v.optional(v.string(), 'default') })
    expect(await checkOptions({ name: 'x', options, setup }, {})).to.deep.equal({ text: 'default' })
  })

  it('waits for a schema that takes its time', async () => {
    const options = v.pipeAsync(
      v.string(),
      v.transformAsync(async (text) => text.length),
    )
    expect(await checkOptions({ name: 'x', options, setup }, 'four')).to.equal(4)
  })

  it('gives back options as they are without a schema', async () => {
    const options = { any: 'thing' }
    expect(await checkOptions(bare, options)).to.equal(options)
  })

  it('lists all problems that valibot finds, with path, expected and got', async () => {
    const options = v.object({
      city: v.string('text'),
      rules: v.array(v.object({ limit: v.number('a number') })),
    })
    const error = await failure('BAD_PLUGIN', () => {
      const given = { city: 5, rules: [{ limit: 1 }, { limit: 'many' }] }
      return checkOptions({ name: 'weather', options, setup }, given)
    })
    expect(error.problems).to.deep.equal([
      { path: 'city', expected: 'text', got: '5' },
      { path: 'rules[1].limit', expected: 'a number', got: '"many"' },
    ])
    expect(error.message).to.contain('plugin "weather": 2 wrong options')
    expect(error.message).to.contain('rules[1].limit: a number, got "many"')
  })

  it('reads paths of plain keys', async () => {
    const plugin = withIssues([
      { message: 'a number', path: ['rules', 1, 'limit'] },
      { message: 'two options', path: [] },
      { message: 'something' },
    ])
    const error = await failure('BAD_PLUGIN', () => {
      return checkOptions(plugin, { rules: [{}, { limit: 'many' }] })
    })
    expect(error.problems).to.deep.equal([
      { path: 'rules[1].limit', expected: 'a number', got: '"many"' },
      { path: '', expected: 'two options', got: 'an object' },
      { path: '', expected: 'something', got: 'an object' },
    ])
    expect(error.message).to.contain('(options): two options')
  })

  it('says what is missing where the options end early', async () => {
    const plugin = withIssues([{ message: 'text', path: ['a', 'b', 'c'] }])
    for (const options of [undefined, null, {}, { a: null }, 'text']) {
      const error = await failure('BAD_PLUGIN', () => checkOptions(plugin, options))
      expect(error.problems[0]).to.include({ path: 'a.b.c', got: 'nothing' })
    }
  })

  it('shows no secret, even if the schema does', async () => {
    const secret = 'sk-0123456789'
    for (const name of ['apiKey', 'token', 'password', 'appSecret']) {
      const plugin = withIssues([{ message: `"${secret}" is too short`, path: [name] }])
      const error = await failure('BAD_PLUGIN', () => checkOptions(plugin, { [name]: secret }))
      expect(error.message, name).not.to.contain(secret)
      expect(error.message).to.contain(name)
      expect(JSON.stringify(error.problems)).not.to.contain(secret)
      expect(error.problems[0]?.got).to.equal('13 characters')
    }
  })
})
