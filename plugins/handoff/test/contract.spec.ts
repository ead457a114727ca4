import plugin from '@wechatbot/plugin-handoff'
import { pluginContract } from '@wechatbot/simulator'

pluginContract(plugin, { options: { keywords: ['人工'] } })
