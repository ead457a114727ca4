/** Words of `wechatbot import`: its help, and its notes on each setting that the bot handles in another way. */
import type { Words } from '../rooms.ts'

export const importConsole: Words['importConsole'] = {
  help: `用法：wechatbot import [选项]

启用服务器配置之后，公众号后台原有的关注回复、关键词回复和自定义菜单都会失效。这个命令通过接口读取它们，
写成一份配置，其中的 plugins 和 menu 可以复制到自己的配置里。不改动账号里的任何东西；所有账号都能用，
测试号也可以。需要 appId 和 appSecret。

选项：
      --out FILE     写到哪个文件（wechatbot.imported.json）；已有的文件不会被覆盖
      --bot NAME     配置文件里的哪个机器人（第一个）
  -c, --config FILE  配置文件
      --lang LANG    语言：en 或 zh
  -h, --help         显示这段说明

带不过来的内容写在文件的 $comment 里，也会打印出来。
`,
  exists: (file: string) => `${file} 已经存在；用 --out 换一个文件名`,
  nothing: '公众号后台没有关注回复、关键词回复和菜单；没有写任何文件',
  written: (what: readonly string[], file: string) => `写好了${what.join('，')}：${file}`,
  welcome: '关注回复',
  rules: (count: number) => `${count} 条关键词规则`,
  buttons: (count: number) => `${count} 个按钮的菜单`,
  needs: (plugins: readonly string[]) =>
    `需要 ${plugins.join('、')}（wechatbot 从哪里装的，也从哪里装），还有环境变量或 .env 里的 WECHAT_TOKEN：公众号的令牌`,
  checkIt: (file: string) =>
    `看看效果：npx wechatbot check --config ${file}；和它说话：npx wechatbot dev --config ${file}`,

  origin: (time: string) =>
    `由 "wechatbot import" 于 ${time} 写成。请把 plugins 和 menu 复制到自己的配置里。`,
  note: (where: string, text: string) => `${where}：${text}`,
  welcomeAt: '关注回复',
  fallbackAt: '收到消息回复',
  ruleAt: (name: string) => `规则 "${name}"`,
  buttonAt: (name: string) => `按钮 "${name}"`,
  welcomeOff: (what: string) => `公众号后台里是关闭的，没有写入：${what}`,
  fallback: (what: string) =>
    `其余消息的回复，每小时最多一次，没有写入：${what}。可以在最后写一个 "text" 的处理函数`,
  firstOf: (others: readonly string[]) =>
    `公众号后台会回复全部，机器人只回复一条；没有写入：${others.join('；')}`,
  temporary: (what: string) =>
    `${what}：这是临时素材的 media_id，三天后失效；请上传文件，换成新的 media_id`,
  video: (url: string) => `是视频，没有写入：下载之后再上传，得到 media_id；地址是 ${url}`,
  oneArticle: (titles: readonly string[]) =>
    `一条消息只能回复一篇图文；没有写入：${titles.join('；')}`,
  unknownReply: (type: string) => `回复的类型是 "${type}"，没有写入`,
  refused: (why: string) => `没有写入：${why}`,
  noReply: '没有剩下可用的回复，所以没有写入这条规则',
  noKeyword: '没有剩下可用的关键词，所以没有写入这条规则',
  unknownMatch: (mode: string, keyword: string) =>
    `关键词 "${keyword}" 的匹配方式 "${mode}" 不认识，按包含处理`,
  variable: '这段文字的开头和 JSON 里的环境变量一样，所以在 $ 和 { 之间加了一个空格',
  unansweredButton: '点击它还没有回复；给它加上 reply',
  menuOff: '菜单在公众号后台里是关闭的，没有写入',
  problem: (path: string, expected: string, got: string) =>
    `${path}：期望 ${expected}，实际是 ${got}`,
  text: (content: string) => `文本 "${content}"`,
  media: (type: string, id: string) => `${TYPES[type] ?? type} ${id}`,
  articles: (titles: readonly string[]) => `图文 ${titles.map((it) => `"${it}"`).join('、')}`,
}

const TYPES: Readonly<Record<string, string>> = { image: '图片', voice: '语音', video: '视频' }
