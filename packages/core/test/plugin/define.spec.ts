import { expect } from 'chai'
import * as v from 'valibot'
import { WechatBotError } from '#src/errors.js'
import { definePlugin } from '#src/plugin/define.js'
import { pluginProblem } from '#src/plugin/entries.js'

describe('definePlugin', () => {
  const options = v.object({ text: v.string() })
  const setup = () => {}
  const plugin = definePlugin({ name: 'shop-hours', options, setup })

  it('gives a plugin with the name, options and setup it was given', () => {
    expect(plugin.name).to.equal('shop-hours')
    expect(plugin.options).to.equal(options)
    expect(plugin.setup).to.equal(setup)
    expect(pluginProblem(plugin, [])).to.equal(undefined)
  })

  it('gives a function that puts options beside the plugin', () => {
    expect(plugin({ text: 'a' })).to.deep.equal({ plugin, options: { text: 'a' } })
    // @ts-expect-error the schema has no default for text, so the options cannot be left out
    expect(plugin()).to.deep.equal({ plugin, options: undefined })
    const lax = definePlugin({ name: 'lax', options: v.optional(options, { text: 'a' }), setup })
    expect(lax()).to.deep.equal({ plugin: lax, options: undefined })
  })

  it('has no options where none are declared', () => {
    expect(definePlugin({ name: 'bare', setup })).not.to.have.property('options')
  })

  it('shows its fields to Object.keys and spread', () => {
    expect(Object.keys(plugin)).to.have.members(['name', 'options', 'setup'])
    expect({ ...plugin }).to.deep.equal({ name: 'shop-hours', options, setup })
  })

  for (const [wrong, got] of [
    [{ nam: 'x', setup }, 'the key "nam"; did you mean "name"?'],
    [{ name: 'x', setUp: setup }, 'the key "setUp"; did you mean "setup"?'],
    [{ name: 'x', option: options, setup }, 'the key "option"; did you mean "options"?'],
    [{ name: 'x', handlers: [], setup }, 'the key "handlers"'],
    [{ setup }, 'no name'],
    [{ name: '', setup }, 'no name'],
  ] as const) {
    it(`refuses a plugin with ${got}`, () => {
      expect(() => definePlugin(wrong as never)).to.throw(
        WechatBotError,
        `definePlugin: expected { name, core?, options?, setup }, got ${got}`,
      )
    })
  }
})
