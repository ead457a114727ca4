import plugin from '@wechatbot/plugin-welcome'
import { pluginContract } from '@wechatbot/simulator'

pluginContract(plugin, { options: { reply: '欢迎' } })
