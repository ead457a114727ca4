/** Compiled with the specs, never run: which plugins may stand in a list without options. */
import * as v from 'valibot'
import {
  type AnyPlugin,
  createBot,
  definePlugin,
  type Plugin,
  type PluginEntry,
} from '#src/index.js'

const strict = definePlugin({ name: 'strict', options: v.object({ city: v.string() }), setup() {} })
// @ts-expect-error city is required, so the plugin does not stand alone
const alone: PluginEntry = strict
void alone
// @ts-expect-error nor in the list of a bot
createBot({ token: 'a', plugins: [strict] })
createBot({ token: 'a', plugins: [strict({ city: '北京' }), [strict, { city: '北京' }]] })

const lax = definePlugin({
  name: 'lax',
  options: v.optional(v.object({ city: v.optional(v.string()) }), {}),
  setup() {},
})
const bare = definePlugin({ name: 'bare', setup() {} })
const plain: Plugin = { name: 'plain', setup() {} }
class OfClass {
  readonly name = 'of-class'
  setup() {}
}
const entries: PluginEntry[] = [lax, lax(), bare, plain, plain as AnyPlugin, new OfClass(), 'name']
void entries
