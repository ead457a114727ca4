/** The error of a failed job in Chinese. The store keeps the English text, so each phrase is found in it. */
import { ApiError } from '@wechatbot/core/internal/api/error'
import { apiFailed, failedOtherwise } from './errcodes.ts'

/** Phrases of core. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/^job "(.+)" ran for longer than (\d+) s$/, '任务 "$1" 运行超过 $2 秒'],
  [
    /^the job is about nobody; pass openid to at\(\), or an OpenID before the message$/,
    '任务没有用户；在 at() 里写 openid，或把 OpenID 写在消息前面',
  ],
  [
    /^bot "(.+)" has no appSecret, so it cannot call WeChat's API; set appId and appSecret$/,
    '机器人 "$1" 没有 appSecret，不能调用微信的接口；请写 appId 和 appSecret',
  ],
]

/** Translates the error. An error of the bot author's code is not translated. */
export function jobError(text: string): string {
  const [phrase, chinese = ''] = PHRASES.find(([each]) => each.test(text)) ?? []
  if (phrase !== undefined) return text.replace(phrase, chinese)
  const error = apiErrorOf(text)
  if (error !== undefined) return apiFailed(error)
  const [, endpoint = '', rest = ''] = /^([A-Z]+ \S+) failed: (.+)$/.exec(text) ?? []
  return failedOtherwise(endpoint, rest) ?? text
}

/** The ApiError that has this message. Its advice follows from its errcode. */
function apiErrorOf(text: string): ApiError | undefined {
  const [, endpoint, code, rest] = /^([A-Z]+ \S+) failed: (-?\d+) (.+)$/.exec(text) ?? []
  if (endpoint === undefined || rest === undefined) return undefined
  const failure = { endpoint, errcode: Number(code) }
  const { message, errmsg } = new ApiError({ ...failure, errmsg: rest })
  const advice = message.slice(message.indexOf(errmsg) + errmsg.length)
  return rest.endsWith(advice)
    ? new ApiError({ ...failure, errmsg: rest.slice(0, -advice.length) })
    : undefined
}
