/**
 * The return codes (返回码) of WeChat that a chatbot meets, and what to do about each.
 * Source: developers.weixin.qq.com, 全局返回码, as of 2026-11. wxjava and senparc have the same numbers.
 */

export interface Remedy {
  readonly retry: 'again' | 'once' | 'token' | 'no'
  readonly advice: string
}

const no = (advice: string): Remedy => ({ retry: 'no', advice })
const token: Remedy = { retry: 'token', advice: 'a new access token was fetched, and refused too' }
const CONSOLE = '设置与开发 > 基本配置 in the console'

export const ERRCODES: Readonly<Record<number, Remedy>> = {
  [-1]: { retry: 'again', advice: 'WeChat is busy; try again in a moment' },
  40001: token,
  40003: no('the OpenID is of another account, or its user does not follow'),
  40005: no(
    'WeChat goes by the end of the name: .jpg .png .gif, .mp3 .amr, .mp4; media.upload writes it',
  ),
  40007: no('the media id is unknown or older than three days; upload the file again'),
  40013: no(`compare appId with ${CONSOLE}`),
  40014: token,
  40033: no('write the characters themselves, not \\uXXXX'),
  40125: no(`compare appSecret with ${CONSOLE}`),
  40164: no(`IP 白名单 in ${CONSOLE}`),
  40243: no(`the AppSecret is frozen; thaw it in ${CONSOLE}`),
  41001: no('the access token was lost on the way; look at api.baseUrl and proxies'),
  42001: token,
  43004: no('the user does not follow the account'),
  43019: no('the user is on the blacklist'),
  43101: no('the user has refused this subscription message'),
  44004: no('the text is empty'),
  45001: no('the file is too large'),
  45002: no('the content is too long; shorten it'),
  45008: no('one article at most'),
  45009: no('the quota of this day is used up; wait for tomorrow, or api.clearQuota()'),
  45011: { retry: 'again', advice: 'too many calls in this minute; wait for the next' },
  45015: no('the user wrote more than 48 hours ago, or clicked or followed more than a minute ago'),
  45047: no('as many messages as allowed have been sent; wait until the user writes again'),
  45072: no('the command is Typing or CancelTyping'),
  45080: no('the user has written nothing in the last 30 seconds'),
  45081: no('对方正在输入 is on already'),
  46003: no('the account has no menu'),
  47001: no('the body is no JSON'),
  47003: no('compare the data with the fields of the template'),
  48001: no('this account has no right to this API; 接口权限 in the console lists its rights'),
  48002: no('the user has switched messages off'),
  48004: no('WeChat has banned this API for the account; see the notices in the console'),
  48006: no('clear_quota works ten times a month'),
  50002: no('user or account is restricted'),
  50005: no('the user does not follow the account'),
  61004: no('for third-party platforms: register the address there'),
  65400: no('switch the new customer service (客服功能) on in the console'),
  89503: no('an administrator of the account must confirm this address'),
  89506: no('an administrator refused this address; ask again in 24 hours'),
  89507: no('an administrator refused this address; ask again in an hour'),
}
