import plugin from '@wechatbot/plugin-location-lookup'
import { pluginContract } from '@wechatbot/simulator'

pluginContract(plugin)
