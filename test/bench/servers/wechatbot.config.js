// The configuration of the `wechatbot start` that is measured: nothing set that need not be.
// BENCH says how it differs: mode, number of plugins and bots, store, a feature.
import { appId, encodingAESKey, token } from '../account.mjs'
import { FEATURES } from './features.mjs'

const {
  mode = 'plain',
  plugins = 1,
  bots = 1,
  store,
  feature,
} = JSON.parse(process.env.BENCH ?? '{}')

/** Plugins with a trigger word each that never comes; the last of the list is echo, who answers. */
const others = Array.from({ length: plugins - 1 }, (_, i) => ({
  name: `word-${i}`,
  setup: (scope) => scope.hears(`关键词 ${i}`, () => `词 ${i}`),
}))
const featured = feature === undefined ? [] : await FEATURES[feature]()
const account = mode === 'safe' ? { token, appId, encodingAESKey } : { token }
const botAt = (path) => ({ ...account, ...path, plugins: [...featured, ...others, 'echo'] })

export default {
  ...(store === undefined ? {} : { store }),
  bots:
    bots === 1
      ? [botAt({})]
      : Array.from({ length: bots }, (_, i) => botAt({ name: `bot-${i}`, path: `/bots/${i}` })),
}
