/**
 * What to do about an error of WeChat's API, in Chinese. The errors of core say it in English; `zh.spec.ts` compares
 * the table with the errcodes of core.
 */
import type { ApiError } from '@wechatbot/core'

const CONSOLE = '设置与开发 > 基本配置'
const REFRESHED = '已经换过新的 access_token，仍被拒绝'
const ABSENT = '这个 OpenID 属于别的账号，或者用户没有关注'

export const ADVICE: Readonly<Record<number, string>> = {
  [-1]: '微信系统繁忙，稍后再试',
  40001: REFRESHED,
  40003: ABSENT,
  40005: '微信看文件名的后缀：.jpg .png .gif、.mp3 .amr、.mp4；media.upload 会写对',
  40007: 'media_id 不存在，或者已超过三天；重新上传文件',
  40013: `与 ${CONSOLE} 里的 AppID 对照`,
  40014: REFRESHED,
  40033: '直接写字符本身，不要写成 \\uXXXX',
  40125: `与 ${CONSOLE} 里的 AppSecret 对照`,
  40164: `把它写出的地址加进 ${CONSOLE} > IP 白名单`,
  40243: `AppSecret 被冻结了，在 ${CONSOLE} 解冻`,
  41001: '请求里的 access_token 在路上丢了；检查 api.baseUrl 和代理',
  42001: REFRESHED,
  43004: '用户没有关注这个公众号',
  43019: '用户在黑名单里',
  43101: '用户拒绝了这条订阅消息',
  44004: '文本是空的',
  45001: '文件太大',
  45002: '内容太长，请缩短',
  45008: '最多一篇图文',
  45009: '今天的调用次数用完了；等到明天，或 api.clearQuota()',
  45011: '这一分钟调用太多，等下一分钟',
  45015: '用户最后一条消息在 48 小时以前，或者点菜单、关注在一分钟以前',
  45047: '允许的条数已经发完，等用户再发消息',
  45072: 'command 只能是 Typing 或 CancelTyping',
  45080: '用户最近 30 秒没有发消息',
  45081: '「对方正在输入」已经开着',
  46003: '账号没有自定义菜单',
  47001: '请求体不是 JSON',
  47003: '与模板的字段对照',
  48001: '账号没有这个接口的权限，见 设置与开发 > 接口权限',
  48002: '用户关闭了消息',
  48004: '接口被微信封禁，见公众号后台的通知',
  48006: 'clear_quota 每月最多十次',
  50002: '用户或账号被限制',
  50005: '用户没有关注这个公众号',
  61004: '第三方平台：要在平台登记这个地址',
  65400: '在公众号后台启用新版客服功能',
  89503: '需要管理员确认这个地址',
  89506: '管理员拒绝了这个地址，24 小时后再申请',
  89507: '管理员拒绝了这个地址，一小时后再申请',
}

/** What to do where no errcode tells, by the English text. The first that ends a message is taken. */
export const REMEDIES: readonly (readonly [string, string])[] = [
  ['try again in a moment', '稍后再试'],
  [
    'expected a JSON object; it may have been carried out all the same',
    '期望一个 JSON 对象；这次调用可能已经执行',
  ],
  ['it may have been carried out all the same', '这次调用可能已经执行'],
  [
    'expected HTTP 200 with JSON; something between this machine and WeChat answers: api.baseUrl, a proxy',
    '期望 HTTP 200 和 JSON；这台机器和微信之间有别的服务在应答，检查 api.baseUrl 和代理',
  ],
  [
    'expected JSON, got a file; ask for it with api.download(path, body)',
    '期望 JSON，实际是文件；请用 api.download(path, body)',
  ],
  [
    'see 全局返回码 in developers.weixin.qq.com, or ask /cgi-bin/openapi/rid/get for the rid',
    '见 developers.weixin.qq.com 的全局返回码，或用 /cgi-bin/openapi/rid/get 查 rid',
  ],
  ['expected access_token and expires_in', '期望 access_token 和 expires_in'],
  ['expected media_id', '期望 media_id'],
  ['return the access token as a string', '请以文本返回 access_token'],
]

/** What came in place of WeChat's text. */
const CAME: readonly (readonly [RegExp, string])[] = [
  [/^no answer in (\d+) ms$/, '$1 毫秒内没有应答'],
  [/^the connection failed$/, '连接失败'],
  [/^HTTP (\d+) with nothing$/, 'HTTP $1，没有内容'],
  [/^HTTP (\d+) with (\S+.*)$/, 'HTTP $1，内容是 $2'],
  [/^an answer without (\w+)$/, '应答里没有 $1'],
  [/^expected a token, got an empty text$/, '期望 access_token，实际是空的文本'],
  [/^expected a token, got (\w+)$/, '期望 access_token，实际是 $1'],
]

/** @param rest the message behind "failed: ". Undefined for a text that core does not make. */
export function failedOtherwise(endpoint: string, rest: string): string | undefined {
  const [english, chinese] = REMEDIES.find(([each]) => rest.endsWith(`; ${each}`)) ?? []
  if (english === undefined) return undefined
  const came = rest.slice(0, -english.length - 2)
  const [shape, said = ''] = CAME.find(([each]) => each.test(came)) ?? []
  return `${endpoint} 失败：${shape === undefined ? came : came.replace(shape, said)}；${chinese}`
}

/** The text of an API error in Chinese. */
export function apiFailed({ endpoint, errcode, errmsg, message }: ApiError): string {
  // From a token endpoint, 40001 means a wrong AppSecret.
  const meant = errcode === 40001 && endpoint.endsWith('token') ? 40125 : errcode
  const advice = meant === undefined ? undefined : ADVICE[meant]
  if (advice === undefined) {
    return failedOtherwise(endpoint, message.slice(`${endpoint} failed: `.length)) ?? message
  }
  const said = errmsg.replace(/\(tried: (.+)\)$/, (_, ways: string) => `（试过：${waysOf(ways)}）`)
  return `${endpoint} 失败：${errcode} ${said}；${advice}`
}

const WAYS: Readonly<Record<string, string>> = {
  'customer-service': '客服消息',
  template: '模板消息',
  subscription: '订阅通知',
}

/** The ways of `notify`, which core adds to the text of the last refusal. */
function waysOf(ways: string): string {
  return ways
    .split(', ')
    .map((way) => WAYS[way] ?? way)
    .join('、')
}
