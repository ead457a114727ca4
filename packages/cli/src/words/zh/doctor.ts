/** Words of `wechatbot doctor`: what it examines, what it finds, and what to do. */
import type { Words } from '../rooms.ts'
import { modeOf } from './check.ts'
import { apiFailed } from './errcodes.ts'
import { ofStore } from './stores.ts'

export const doctor: Words['doctor'] = {
  help: `用法：wechatbot doctor [选项]

检查配置、时间、机器人和指标的端口、store、令牌(Token)、插件、access_token 和 IP 白名单、接口权限、菜单；
写了 --url 时，还检查公众号后台里的服务器地址(URL)能不能通过验证，server.verification 里的文件能不能
访问。不会给用户发消息。写了 --url 时，还会像陌生人那样发一次不带签名的请求：每个机器人的日志里
会多一条 BAD_SIGNATURE。

选项：
      --url URL      公众号后台里的服务器地址(URL)：https://example.com/wechat
      --bot NAME     配置文件里的一个机器人（全部）
      --json         结果的 JSON
  -c, --config FILE  配置文件
      --lang LANG    语言：en 或 zh
  -h, --help         显示这段说明

有 fail 时退出码是 1。warn 不算失败。
`,
  config: (file: string, bots: number, node: string) => `${file}，${bots} 个机器人，node ${node}`,

  port: {
    free: (port: number) => `${port} 空闲，可以运行 wechatbot start`,
    onlyTwo: '；微信只推送到 80 和 443 端口：前面放一个 nginx',
    isBot: (port: number) => `机器人正在监听 ${port}`,
    taken: (port: number) => `${port} 被别的程序占用，不是机器人；停掉那个程序，或换一个端口`,
    needsRoot: (port: number) => `${port} 需要 root 权限；换成 1023 以上的端口，前面放 nginx`,
    shared: (port: number) =>
      `${port} 也是机器人的端口，wechatbot start 会失败；换一个 server.metrics.port`,
    hasMetrics: (port: number) => `${port} 上是机器人的指标`,
    noMetrics: (port: number) =>
      `${port} 被别的程序占用，上面没有机器人的指标；停掉那个程序，或换一个 server.metrics.port`,
    metricsNeedRoot: (port: number) => `${port} 需要 root 权限；换成 1023 以上的端口`,
    unusable: (place: string, code: string) => `${place} 不能使用：${code}`,
  },
  store: {
    said: ofStore,
    answers: '连接正常',
    away: (why: string) => `${why}；恢复之前，机器人独立运行`,
    denied: (why: string) =>
      `${why}；请改正 "store" 里的用户名和密码：改好之前，每个实例都独立运行`,
    toBeMade: (file: string) => `${file} 还没有；第一次启动时创建`,
    noFolder: (file: string, folder: string) =>
      `${file} 无法创建：所在的文件夹不存在；mkdir -p ${folder}`,
    closed: (file: string, folder: string) =>
      `${file} 无法创建：${folder} 不是当前用户可写的文件夹；用机器人的用户运行 doctor，或给它写权限`,
  },
  token: {
    demo: '是演示用的令牌，只在 127.0.0.1 上服务；请换成自己账号的令牌',
    odd: '公众号后台只接受 3 到 32 位字母或数字，这个令牌里有别的字符',
    long: (length: number) =>
      `公众号后台只接受 3 到 32 位字母或数字，这个令牌有 ${length} 位；请换一个短的`,
    fine: (mode: string) => `格式正确，${modeOf(mode)}`,
  },
  plugins: { none: '没有' },
  clock: {
    untold: (url: string) => `${url} 没有返回时间；时间同步开了吗？timedatectl`,
    same: '和微信一致',
    behind: (seconds: number) => `比微信慢 ${seconds} 秒`,
    ahead: (seconds: number) => `比微信快 ${seconds} 秒`,
    wrong: (skew: string) => `${skew}；相差超过 300 秒，推送会被拒绝：timedatectl set-ntp true`,
    unreachable: (url: string, why: string) => `没有比较：${url} 连接不上：${why}`,
  },
  account: {
    apiFailed,
    noApi: '没有使用：没有 appSecret，机器人只能被动回复，不能主动发送',
    fetched: '已取得；这台机器的地址在 IP 白名单里',
    allowsAll: (count: number) => `微信的 ${count} 个地址都在里面`,
    lacks: (some: readonly string[], count: number) =>
      `微信的 ${count} 个地址里缺少 ${some.join('、')}；请加上`,
    maySend: '账号可以发客服消息',
    mayNotSend:
      '账号没有客服消息权限（48001）；慢的回复存进信箱，用户发「继续」再看：late: ["hold", "mailbox"]',
    sameMenu: '和配置文件一致',
    otherMenu: '和配置文件不一致；查看差异：wechatbot menu diff',
  },
  url: {
    notTried: '没有检查；用 --url https://your.host/wechat 指定',
    ofAnother: (asked: string, path: string) =>
      `没有检查：${asked} 是另一个机器人的，这个机器人的 path 是 ${path}；--url 不写路径，就按每个机器人自己的路径检查`,
    answers: (url: string) => `${url} 通过了公众号后台的服务器地址验证`,
    refuses: '拒绝了没有签名的请求',
    takesUnsigned: (status: number) =>
      `对没有签名的请求返回了 ${status}；响应的不是机器人，而是它前面的程序`,
    unreachable: (origin: string, why: string, advice: string) =>
      `${origin} 连接不上：${why}；${advice}`,
    noBotHere: '机器人没有运行：wechatbot start',
    refused: '机器连得上，但端口没有程序监听：机器人和 nginx 在运行吗？',
    unknownName: '域名解析不到：检查 DNS',
    certificate: '证书有问题：微信要求有效的证书',
    timeout: '5 秒内没有响应：检查防火墙和安全组',
    lookAt: '检查 DNS、防火墙、安全组、证书',
    badSignature: '机器人拒绝了签名：两边的令牌(Token)一致吗，时间准吗？',
    refusedByAnother: (asked: string, path: string) =>
      `签名被拒绝：配置文件里 ${asked} 是另一个机器人的，这个机器人的 path 是 ${path}`,
    redirects: (status: number) => `是重定向（${status}）；微信不跟随重定向：请填最终的 URL`,
    otherServer: (path: string) =>
      `路径 ${path} 上没有机器人；响应的是别的服务，或者机器人启动时用的是另一个配置文件`,
    otherPath: (asked: string, path: string) =>
      `这个路径上没有机器人：URL 写的是 ${asked}，配置文件的 path 是 ${path}；两边要一致`,
    noBotBehind: (status: number) => `${status}：nginx 连不上机器人；机器人在运行吗，端口对吗？`,
    changed: '响应里除了 echostr 还有别的内容，例如 BOM 或换行；机器人前面的程序改动了它',
    other: (status: number, type: string) =>
      `期望 echostr，实际是 ${status}，类型 ${type}；响应的是别的程序`,
    nothing: '没有',
  },
  verification: {
    served: (url: string) => `${url} 的内容符合公众号后台的要求`,
    changed: '内容比公众号后台要求的多，例如 BOM 或换行；机器人前面的程序改动了它',
    notFound: '找不到；让 nginx 把这个路径转发给机器人，并用这份配置重启机器人',
    other: (length: number, status: number, got: number) =>
      `期望 200 和 ${length} 个字符，实际是 ${status} 和 ${got} 个字符；响应的是机器人前面的程序`,
    wrong: (url: string, why: string) => `${url}：${why}`,
    unreachable: (url: string, why: string) => `${url} 连接不上：${why}`,
  },
}
