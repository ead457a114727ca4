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

/** The text of an API error in Chinese. Without an errcode, or with an unknown one, it is the error's own text. */
export function apiFailed({ endpoint, errcode, errmsg, message }: ApiError): string {
  // From a token endpoint, 40001 means a wrong AppSecret.
  const meant = errcode === 40001 && endpoint.endsWith('token') ? 40125 : errcode
  const advice = meant === undefined ? undefined : ADVICE[meant]
  if (advice === undefined) return message
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
