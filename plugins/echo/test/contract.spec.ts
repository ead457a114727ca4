import plugin from '@wechatbot/plugin-echo'
import { pluginContract } from '@wechatbot/simulator'

pluginContract(plugin)
