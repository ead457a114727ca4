import plugin from '@wechatbot/plugin-dialog'
import { pluginContract } from '@wechatbot/simulator'

pluginContract(plugin, {
  options: {
    name: 'booking',
    start: '订位',
    steps: [{ name: 'people', ask: '几位？', type: 'integer' }],
    done: '{people} 位',
  },
})
