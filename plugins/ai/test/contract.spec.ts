import plugin from '@wechatbot/plugin-ai'
import { pluginContract } from '@wechatbot/simulator'

pluginContract(plugin, {
  options: {
    flow: async function* () {
      yield '好'
    },
  },
})
