/** Words of `wechatbot chat`: the commands, and what the chat shows. */
import type { Words } from '../rooms.ts'
import { reason } from './outages.ts'

export const chat: Words['chat'] = {
  help: (
    commands: string,
    user: string,
    seconds: number,
    attempts: number,
  ) => `用法：wechatbot chat [选项]

和正在运行的机器人聊天，或者在本进程里直接运行配置文件中的机器人。一行是一条消息；以 / 开头的行是命令：

${commands}

也可以用管道输入，逐行读取，把对话打印出来：

  printf '你好\\n/location 22.54 114.06\\n' | wechatbot chat

选项：
      --in-process   机器人就在本进程里运行，不需要先启动；微信接口是模拟的，客服消息只显示在这里，
                     不会发给真实用户；数据存在配置的 store 里，与 wechatbot start 的数据分开
      --from OPENID  开始时你的 OpenID（${user}）
      --bot NAME     配置文件里的哪个机器人（第一个）
  -p, --port N       机器人在本机监听的端口（配置里的端口）
      --url URL      机器人在别处时的网址：https://example.com/wechat
      --log LEVEL    配合 --in-process：机器人日志的级别，写到 stderr（warn）
      --json         一行一条记录：said、answered、late
  -c, --config FILE  配置文件
      --lang LANG    语言：en 或 zh
  -h, --help         显示这段说明

${seconds} 秒内没有响应就断开重试，一共 ${attempts} 次，和微信一样。用管道输入时，只要有一条消息让用户看到
「该公众号暂时无法提供服务」，或者有一行命令写错，退出码就是 1。
`,
  noValues: (got: string) =>
    `chat 后面不带参数，实际是 "${got}"；只发一条消息：wechatbot send text ${got}`,
  oneOfTwo: (option: string) => `--${option} 指向正在运行的机器人，不能和 --in-process 同时使用`,
  logIsItsOwn: '--log 只能配合 --in-process 使用；正在运行的机器人自己写日志',
  badLevel: (levels: readonly string[], got: string, hint: string) =>
    `--log：期望 ${levels.join('、')} 之一，实际是 "${got}"${hint}`,

  /** What each command does. It is shown behind the command. */
  commands: {
    image: '发图片',
    voice: '发语音；后面的文字是微信识别出来的内容',
    video: '发视频',
    location: '发位置：纬度 经度',
    link: '发链接',
    click: '点击自定义菜单的按钮',
    view: '点击跳转网页的菜单按钮',
    scan: '已关注的用户扫二维码',
    follow: '关注公众号；带场景值表示扫码关注',
    unfollow: '取消关注',
    event: '其他任何事件',
    as: '换一个用户继续聊',
    help: '列出这些命令',
    quit: '结束聊天，Ctrl-D 也可以',
  },
  locationTakes: '/location 后面写纬度和经度：/location 22.54 114.06',
  clickTakes: '/click 后面写菜单按钮的 key：/click HOURS',
  eventTakes: '/event 后面写事件名：/event ENTER',
  badField: (got: string) => `/event：期望 字段=值，实际是 "${got}"`,
  asTakes: '/as 后面写 OpenID：/as oB',
  noCommand: (name: string, hint: string) =>
    `没有 /${name} 这个命令${hint || '；'}/help 列出全部命令，//${name} 当作文本发送`,

  greeting: (bot: string) => `正在和 ${bot} 聊天。/help 查看命令，/quit 结束。`,
  youAre: (openid: string) => `你现在是 ${openid}`,
  inProcess: (bot: string) => `本进程里的机器人 "${bot}"`,
  orInProcess: (problem: string) => `${problem}；不启动服务也能聊：wechatbot chat --in-process`,
  bot: '机器人',
  botTo: (openid: string) => `机器人对 ${openid}`,
  later: (bot: string) => `${bot}（稍后）`,
  noReply: '（没有回复）',
  outage: (why: string) => `该公众号暂时无法提供服务，请稍后再试（${reason(why)}）`,
  /** Messages that are no text, by their MsgType. Any other one is shown by its MsgType. */
  kinds: {
    image: '图片',
    voice: '语音',
    video: '视频',
    music: '音乐',
    article: '图文',
    mpnews: '图文',
    mpnewsarticle: '图文',
    miniprogrampage: '小程序',
    wxcard: '卡券',
    transfer_customer_service: '转人工客服',
    transfer_biz_ai_ivr: '转给微信的智能回复',
  },
  noAnswer: (seconds: number) => `${seconds} 秒内没有响应`,
  askingAgain: (seconds: number, attempt: number, attempts: number) =>
    `${seconds} 秒内没有响应，重试：第 ${attempt} 次，共 ${attempts} 次`,
  refused:
    '被拒绝：检查 token、encodingAESKey、appId、mode 与正在运行的机器人是否一致，再看 allowFrom 和两边的时间；原因写在它的日志里',
  noPath: '这个路径上没有机器人：检查它的 path，或用 --url 写完整的网址',
  badGateway: '反向代理有响应，后面的机器人没有：它在运行吗？',
  gatewayTimeout: '机器人还没响应，反向代理先超时了：代理的超时要大于 5 秒',
  otherStatus: (status: number) => `机器人的响应是 ${status}；原因写在它的日志里`,
}
