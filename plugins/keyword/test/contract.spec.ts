import plugin from '@wechatbot/plugin-keyword'
import { pluginContract } from '@wechatbot/simulator'

pluginContract(plugin, { options: { rules: [{ match: '你好', reply: '你好！' }] } })
