/** Words of `wechatbot menu`. */
import type { Words } from '../rooms.ts'

export const menu: Words['menu'] = {
  help: `用法：wechatbot menu diff|push|pull|delete [选项]

自定义菜单：配置文件里的，和微信里的。

  diff    显示两边的差异；不一致时退出码是 1
  push    显示差异，确认之后把配置文件的菜单发布到微信
  pull    打印微信里的菜单，可以粘贴到配置文件；配置里已有的 reply 会保留
  delete  确认之后删除微信里的菜单，包括个性化菜单

选项：
      --bot NAME     配置文件里的哪个机器人（第一个）
  -y, --yes          不询问
      --json         diff 和 pull：JSON 格式
  -c, --config FILE  配置文件
      --lang LANG    语言：en 或 zh
  -h, --help         显示这段说明

用户五分钟之内看到新菜单，重新关注的马上看到。
`,
  takes: (actions: readonly string[], got: string | undefined) =>
    `menu 后面要写 ${actions.join('、')} 之一${got === undefined ? '' : `，实际是 ${got}`}`,
  noMenu: (bot: string) => `机器人 "${bot}" 在配置文件里没有菜单；加上 menu: { button: [...] }`,
  same: '两边一致',
  sameAlready: '两边已经一致',
  mayPush: '发布为账号的菜单吗？',
  pushed: '已发布；用户五分钟之内看到',
  accountHasNone: '账号没有菜单',
  mayDelete: '删除账号的菜单吗？个性化菜单也会删除',
  deleted: '已删除',
  cannotAsk: '不在终端里，无法询问；确认请加 --yes',
}
