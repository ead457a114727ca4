import type { StandardSchemaV1 } from '@standard-schema/spec'
import { expect } from 'chai'
import * as v from 'valibot'
import { problemText } from '#src/errors.js'
import { checkOptions, optionProblems } from '#src/plugin/options.js'
import type { AnyPlugin } from '#src/plugin/types.js'

const setup = () => {}

/** A plugin whose schema, written by hand, finds these issues. */
function withIssues(issues: readonly StandardSchemaV1.Issue[]): AnyPlugin {
  const options: StandardSchemaV1 = {
    '~standard': { version: 1, vendor: 'by hand', validate: async () => ({ issues }) },
  }
  return { name: 'picky', options, setup }
}

describe('the options of a plugin', () => {
  const checked = async (schema: StandardSchemaV1 | undefined, given: unknown) => {
    const plugin = { name: 'x', setup, ...(schema && { options: schema }) }
    const { options, problems } = await checkOptions({ plugin, options: given })
    expect(problems).to.deep.equal([])
    return options
  }

  it("are the schema's output", async () => {
    const options = v.object({ text: v.optional(v.string(), 'default') })
    expect(await checked(options, {})).to.deep.equal({ text: 'default' })
  })

  it('wait for a schema that takes its time', async () => {
    const options = v.pipeAsync(
      v.string(),
      v.transformAsync(async (text) => text.length),
    )
    expect(await checked(options, 'four')).to.equal(4)
  })

  it('are as they were given without a schema', async () => {
    const options = { any: 'thing' }
    expect(await checked(undefined, options)).to.equal(options)
  })

  it('that are missing altogether are named one by one', async () => {
    const options = v.strictObject({
      url: v.string(),
      key: v.string(),
      city: v.optional(v.string()),
    })
    const problems = await optionProblems([{ name: 'weather', options, setup }])
    expect(problems.map(problemText)).to.deep.equal([
      'plugin "weather", url: expected a text, got nothing',
      'plugin "weather", key: expected a text, got nothing',
    ])
    const lax = v.object({ city: v.optional(v.string()) })
    const [problem] = await optionProblems([{ name: 'lax', options: lax, setup }])
    expect(problem).to.include({ path: '', expected: 'an object', got: 'nothing' })
  })

  it('have all problems of all plugins listed, with plugin, path, expected and got', async () => {
    const options = v.object({
      city: v.string('text'),
      rules: v.array(v.object({ limit: v.number('a number') })),
    })
    const weather = { name: 'weather', options, setup }
    const problems = await optionProblems([
      [weather, { city: 5, rules: [{ limit: 1 }, { limit: 'many' }] }],
      [weather, { city: '深圳', rules: 1 }],
    ])
    expect(problems).to.deep.equal([
      { plugin: 'weather', path: 'city', expected: 'text', got: '5' },
      { plugin: 'weather', path: 'rules[1].limit', expected: 'a number', got: '"many"' },
      { plugin: 'weather#2', path: 'rules', expected: 'a list', got: '1' },
    ])
    expect(problems.map(problemText)).to.include(
      'plugin "weather", rules[1].limit: expected a number, got "many"',
    )
  })

  it('have paths of plain keys, too', async () => {
    const plugin = withIssues([
      { message: 'a number', path: ['rules', 1, 'limit'] },
      { message: 'two options', path: [] },
    ])
    expect(await optionProblems([[plugin, { rules: [{}, { limit: 'many' }] }]])).to.deep.equal([
      { plugin: 'picky', path: 'rules[1].limit', expected: 'a number', got: '"many"' },
      { plugin: 'picky', path: '', expected: 'two options', got: 'an object' },
    ])
  })

  it('are missing where they end early', async () => {
    const plugin = withIssues([{ message: 'text', path: ['a', 'b', 'c'] }])
    for (const options of [undefined, null, {}, { a: null }, 'text']) {
      const [problem] = await optionProblems([[plugin, options]])
      expect(problem).to.include({ path: 'a.b.c', got: 'nothing' })
    }
  })

  it('show no secret, even if the schema does', async () => {
    const secret = 'sk-0123456789'
    for (const name of ['apiKey', 'token', 'password', 'appSecret']) {
      const plugin = withIssues([{ message: `"${secret}" is too short`, path: [name] }])
      const problems = await optionProblems([[plugin, { [name]: secret }]])
      expect(JSON.stringify(problems), name).not.to.contain(secret)
      expect(problems[0]).to.include({ path: name, got: '13 characters' })
    }
  })
})
