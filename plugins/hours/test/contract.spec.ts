import plugin from '@wechatbot/plugin-hours'
import { pluginContract } from '@wechatbot/simulator'

pluginContract(plugin, { options: { hours: [{ from: '09:00', to: '21:00' }] } })
