/** Words of the command line: the commands, their options, and the bot and the address that the options name. */
import type { Words } from '../rooms.ts'
import { ofCall } from './calls.ts'
import { apiFailed } from './errcodes.ts'
import { ofStore } from './stores.ts'

export const main: Words['main'] = {
  summaries: {
    start: '运行配置文件里的机器人',
    dev: '边改边试：打开调试台聊天，文件一改就自动重启',
    check: '读取配置文件，列出机器人、插件和处理函数',
    chat: '在终端里和机器人聊天，不启动服务也可以',
    doctor: '找出微信和机器人连不通的原因',
    jobs: '列出定时任务，重试失败的任务',
    menu: '比较、发布、读取、删除自定义菜单',
    import: '把公众号后台的自动回复和菜单写成配置',
    send: '像微信一样给机器人推送一条消息，显示回复',
  },
  help: (version: string, commands: string) => `wechatbot ${version}：微信公众号聊天机器人

用法：wechatbot <命令> [选项]

命令：
${commands}

选项：
      --lang LANG  语言，en 或 zh；不写时看 LC_ALL、LC_MESSAGES、LANG
  -h, --help       显示这段说明；某个命令的说明：wechatbot <命令> --help
  -v, --version    显示版本
`,
  tryHelp: (command: string) => `查看用法：${command} --help`,
  apiFailed,
  ofStore,
  ofCall,
  noApi: '没有 appSecret，不能调用微信的接口；请在配置里写 appId 和 appSecret',
  ofPlugin: (plugin: string, what: string) => `插件 ${plugin}：${what}`,
  because: (why: string) => `原因：${why}`,
  setupFailed: (bot: string, plugin: string, why: string) =>
    `机器人 "${bot}"，插件 "${plugin}"：初始化失败：${why}`,
  setupIsSlow: (bot: string, plugin: string, seconds: number) =>
    `机器人 "${bot}"，插件 "${plugin}"：初始化 ${seconds} 秒还没有结束，是不是在等一个连接？`,
  setupNeverEnds: (bot: string, plugin: string) =>
    `机器人 "${bot}"，插件 "${plugin}"：初始化永远不会结束：它在等一个再也不会有结果的 Promise`,
  closeIsSlow: (bot: string, plugin: string, seconds: number) =>
    `机器人 "${bot}"，插件 "${plugin}"：${seconds} 秒还没有关闭：检查 setup 返回的函数和 onClose`,
  closeNeverEnds: (bot: string, plugin: string) =>
    `机器人 "${bot}"，插件 "${plugin}"：永远不会关闭：setup 返回的函数或 onClose 在等一个再也不会有结果的 Promise`,
  neverEnds: '永远不会结束：配置文件或某个插件在等一个再也不会有结果的 Promise',
  unknownCommand: (name: string, hint: string) => `没有 ${name} 这个命令${hint}`,
  unknownOption: (name: string, hint: string) => `没有 ${name} 这个选项${hint}`,
  needsValue: (option: string) => `${option} 后面要写值`,
  didYouMean: (name: string) => `；是不是想写 ${name}？`,
  noValues: (command: string, got: string) => `${command} 后面不带参数，实际是 "${got}"`,
  badPort: (got: string) => `--port：期望 0 到 65535 的整数，实际是 "${got}"`,
  badUrl: (got: string) => `--url：期望一个以 http:// 或 https:// 开头的 URL，实际是 "${got}"`,
  badLanguage: (languages: readonly string[], got: string) =>
    `--lang：期望 ${languages.join('、')} 之一，实际是 "${got}"`,
  portBesideUrl: '--url 里已经有端口，不要再写 --port',
  noBot: (name: string, names: readonly string[]) =>
    `没有机器人 "${name}"；配置文件里有 ${names.join('、')}`,
  noConnection: '没有连接',
  badCertificate: (origin: string, why: string) =>
    `${origin} 有应答，但是证书不受信任（${why}）；微信也不会接受。自己签发的证书：NODE_EXTRA_CA_CERTS=ca.pem`,
  noAnswer: (origin: string, why: string) =>
    `${origin} 没有响应（${why}）；在另一个终端运行 "wechatbot start"，或用 --port、--url 指定地址；"wechatbot dev" 不看配置里的端口，用 3000 或下一个空闲的：加上它显示的 -p`,
}
