/** Words of `wechatbot send`. */
import type { Words } from '../rooms.ts'

export const send: Words['send'] = {
  help: (user: string, seconds: number, attempts: number) => `用法：wechatbot send 种类 [值] [选项]
      wechatbot send --replay FILE [选项]

像微信一样签名，给正在运行的机器人推送一条消息，打印回复。

  wechatbot send text 你好
  wechatbot send location 22.54 114.06
  wechatbot send event:CLICK KEY
  wechatbot send event:subscribe [二维码的场景值]

种类：text image voice video shortvideo location link，event:subscribe event:unsubscribe event:SCAN
  event:LOCATION event:CLICK event:VIEW，其他任何 event:Event；加上 --set 还可以是任何 MsgType

选项：
      --set Field=value  推送里的任何字段；可以写多次
      --replay FILE      把 wechatbot start --record 录下的推送重发一次；可以写多次
      --from OPENID      发消息的用户（${user}）
      --bot NAME         配置文件里的哪个机器人（第一个）
  -p, --port N           机器人在本机监听的端口（配置里的端口）
      --url URL          机器人在别处时的网址：https://example.com/wechat
      --xml              打印实际收发的推送和响应，去掉控制字符
      --json             用户看到的、状态码、毫秒数、回复和响应内容，JSON 格式
  -c, --config FILE      配置文件
      --lang LANG        语言：en 或 zh
  -h, --help             显示这段说明

${seconds} 秒内没有响应就断开重试，一共 ${attempts} 次，和微信一样。
用户会看到「该公众号暂时无法提供服务」，或者机器人没有响应时，退出码是 1。
`,
  replayTakesNoKind: (got: string) => `--replay 不需要写种类，实际是 "${got}"`,
  needsKind: 'send 后面要写种类，例如：send text 你好',
  takesNoValues: (kind: string, got: string) =>
    `${kind} 后面不带值，实际是 "${got}"；请用 --set Field=value`,
  takesFewer: (kind: string, names: readonly string[], count: number) =>
    `${kind} 后面写 ${names.join(' ')}，实际有 ${count} 个值`,
  notANumber: (kind: string, field: string, got: string) =>
    `${kind}：${field} 期望一个数字，实际是 "${got}"`,
  notACoordinate: (kind: string, field: string, most: number, got: string) =>
    `${kind}：${field} 期望 -${most} 到 ${most} 的数字，实际是 "${got}"；先写纬度，例如：22.54 114.06`,
  unknownKind: (kind: string, hint: string) => `没有 ${kind} 这种消息${hint}`,
  noKind: (kind: string, text: string) =>
    `没有 "${kind}" 这种消息；是不是想写：wechatbot send text ${text}`,
  orSet: '；表里没有的 MsgType 要加 --set Field=value',
  badField: (got: string) => `--set：期望 字段=值，实际是 "${got}"`,
  askingAgain: (seconds: number, attempt: number) =>
    `${seconds} 秒内没有响应，像微信一样重试（第 ${attempt} 次）`,
  noPush: (file: string) => `--replay：${file} 不是一条推送`,
  noSender: (file: string) => `--replay：${file} 没有 MsgType 或 FromUserName`,
}
