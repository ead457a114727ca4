/** Words of `wechatbot dev` on the terminal. The page has words of its own. */
import type { Words } from '../rooms.ts'

export const dev: Words['dev'] = {
  help: `用法：wechatbot dev [选项]

运行配置文件里的机器人，并打开调试台，像微信用户一样和它们聊天：不需要公众号，也不需要手机。微信和它的
接口都是模拟的。数据存在配置的 store 里，与 wechatbot start 的数据分开；没有配置 store 就放在内存里。
配置文件、本目录的插件或链接进来的插件一有改动，机器人自动重启，不会丢消息。启动失败之后，本目录的任何文件
（例如规则表）一有改动，都会再试一次。

选项：
  -c, --config FILE   配置文件
  -p, --port N        调试台和机器人的端口（3000，被占用就用下一个空闲的）
      --host H        代替 127.0.0.1：能访问这个地址的人都能使用调试台
      --allow-host N  这台机器的其他域名，例如内网穿透的域名；可以写多次
      --open          在浏览器里打开调试台
      --real          使用配置里的真实账号、微信的接口和配置的 store；会列出公众号后台要填的内容
      --fake-ai       插件 ai 由假模型回答，不需要密钥
      --lang LANG     语言：en 或 zh
  -h, --help          显示这段说明

按 Ctrl-C 结束。
`,
  playground: '调试台',
  nextPort: (port: number, own: string) => `端口 ${port} 已被占用，所以用 ${own}`,
  isOpen: (host: string) => `能访问 ${host} 的人都能使用调试台，看到其中的对话`,
  noBrowser: (page: string) => `这里打不开浏览器，请自己打开 ${page}`,
  stopping: '正在停止……',
  ready: '已就绪',
  /** The bots are at another port than the configuration says. */
  talk: (command: string) => `在另一个终端：${command}`,
  /** Reasons for a start of the bots. A changed file is named by its own name instead. */
  because: { start: '首次', settings: '切换设置', ended: '进程结束了' },
  ended: (how: string | number | null) => `进程结束，退出码或信号：${how}`,
  notStarted: (why: string) => `进程启动失败：${why}`,
  seeTerminal: '没有机器人在运行：请看 wechatbot dev 的终端',
  starting: (because: string) => `正在启动（${because}）……`,
  stillStarting: '还在启动：配置文件导入的模块，或某个插件的初始化，一直没有结束',
  failed: '启动失败',
  stillRunning: '之前的机器人还在运行；修改文件会再试一次',
  notRunning: '没有机器人在运行；修改文件会再试一次',
  /** The fields of the console for one bot. */
  console: {
    bot: (name: string) => `机器人 "${name}"`,
    url: (path: string) => `https://（你的内网穿透域名）${path}`,
    token: '配置里的 token',
    key: '配置里的 encodingAESKey',
    noKey: '随机生成；明文模式用不到',
    demo: (bots: readonly string[]) =>
      `${bots.join('、')}：微信现在还不能通过内网穿透访问这里：用的是人人都知道的演示令牌。
请换成自己的令牌（在 .env 里写 WECHAT_TOKEN），或者用 --allow-host 写上内网穿透的域名。`,
    all: (bots: string) => `公众号后台，设置与开发 > 基本配置 > 服务器配置，填写：
${bots}
域名要转发到这个端口；微信只推送到 80 和 443 端口。还缺什么，运行 wechatbot doctor 就知道。`,
  },
}
