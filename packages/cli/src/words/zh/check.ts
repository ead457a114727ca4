/** Words of `wechatbot check`, which shows the bots that a configuration makes. */
import type { Words } from '../rooms.ts'
import { saidInSetup } from './setup-lines.ts'

export const check: Words['check'] = {
  help: `用法：wechatbot check [选项]

读取配置文件，初始化每个插件再关闭，列出机器人：插件、版本和选项（包括默认值）、插件初始化时的日志
（keyword：每条规则用哪个引擎匹配）、中间件、每种消息依次交给哪些插件、会话，以及任务。

如果前面的插件总是回复，后面的插件就永远轮不到，这时会有警告；后面的插件等的词（例如 dialog 的 start）
被前面的插件回复时也有。为了查出来，接收某一种全部消息的插件会收到三条编造的消息和后面的插件等的词：
插件真的运行，但什么也不发送。点击菜单没有插件回复时也有警告，每个按钮都试一次。
账号没有 appSecret 时，菜单、提醒、发图片文件等要用 API 的功能也有警告；公众号后台不接受的令牌(Token)、
和机器人同一个端口的指标、store 文件所在的文件夹不存在，也一样。端口被占用等本机的问题，用 wechatbot doctor 检查。

选项：
      --json         同样的内容，JSON 格式
  -c, --config FILE  配置文件
      --lang LANG    语言：en 或 zh
  -h, --help         显示这段说明

配置或插件的选项有错时，退出码是 1。警告不算失败。
`,
  bot: (name: string, path: string, mode: string) =>
    `机器人 "${name}"，路径 ${path}，${modeOf(mode)}`,
  plugins: '插件',
  noPlugins: '没有插件',
  middleware: '中间件，从外到内',
  inPhase: (plugin: string, phase: string) => `${plugin}（${phase} 阶段）`,
  handlers: '处理函数，按调用的顺序',
  noHandlers: '没有处理函数',
  sessions: '会话',
  session: (name: string, plugin: string, duration: string) =>
    `${name}（${plugin}），最后一次写入之后保留 ${duration}`,
  jobsWithoutApi: '（没有 appSecret：任务里的 send、notify 和 reachable 会失败）',
  jobs: '稍后执行或定时执行',
  job: (name: string, plugin: string) => `${name}（插件 ${plugin}）`,
  every: (name: string, plugin: string, cron: string, timeZone: string) =>
    `${name === cron ? '' : `${name} `}（${plugin}），${timeZone} 时间 ${cron}`,
  withSchema: '，有 schema',
  units: {
    day: (count: number) => `${count} 天`,
    hour: (count: number) => `${count} 小时`,
    minute: (count: number) => `${count} 分钟`,
    second: (count: number) => `${count} 秒`,
    ms: (count: number) => `${count} 毫秒`,
  },
  moreLines: (count: number) => `……还有 ${count} 行，完整内容见 --json`,
  moreKinds: (some: readonly string[], count: number) => `${some.join(' ')} 等，另有 ${count} 种`,
  warning: (text: string) => `警告：${text}`,
  said: saidInSetup,
  withDetails: (line: string, details: readonly string[]) =>
    `${line}（详情：${details.join('，')}）`,
  neverAsked: (plugin: string, filter: string, before: string) =>
    `"${plugin}" 永远轮不到回复 ${filter}：前面的 "${before}" 总会回复；把 "${before}" 移到它后面`,
  neverHeard: (plugin: string, word: string, before: string) =>
    `"${plugin}" 等不到 "${word}"：前面的 "${before}" 会回复这个词；把 "${before}" 移到它后面，或改掉那条规则`,
  refusedToken: (why: string) => `token（令牌）：${why}`,
  samePort: (why: string) => `server.metrics（指标）：${why}`,
  noStoreFolder: (why: string) => `store（存储）：${why}`,
  menuNeedsApi: '菜单要用 API：没有 appSecret，"wechatbot menu push" 无法发布菜单',
  lateNeedsApi: 'late 里的 customer-service 要用 API：没有 appSecret，改用列表里的下一个策略',
  deadClick: (button: string, key: string) =>
    `点击菜单按钮 "${button}"（key ${key}）没有插件回复；给按钮加 reply，或为这个 key 写 event:CLICK 的处理函数`,
}

const MODES: Readonly<Record<string, string>> = {
  plain: '明文模式',
  compat: '兼容模式',
  safe: '安全模式',
}

/** The name of a mode in WeChat's console. */
export function modeOf(mode: string): string {
  return MODES[mode] ?? mode
}
