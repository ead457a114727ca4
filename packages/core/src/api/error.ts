/** The error for an answer of WeChat's API that is not the requested one. */

import { WechatBotError } from '../errors.ts'
import { maskSecrets } from '../secrets.ts'
import { cleanText } from '../xml/characters.ts'
import { ERRCODES, type Remedy } from './errcodes.ts'

export interface ApiFailure {
  /** `POST /cgi-bin/message/custom/send`. The query is left out, because it holds the access token. */
  readonly endpoint: string
  /** WeChat's number. Absent when no answer came, or when the answer is no JSON object. */
  readonly errcode?: number
  /** WeChat's text, of any length. Without an errcode, a description of the answer that came. */
  readonly errmsg: string
  /** What to do about the failure, where no errcode tells. */
  readonly remedy?: Remedy
}

/** The error of all calls to WeChat's API. Its `code` is API_FAILED. */
export class ApiError extends WechatBotError {
  /** WeChat's number (返回码); undefined when no answer came, or when the answer is no JSON object. */
  readonly errcode: number | undefined
  /** The first 500 characters of WeChat's text, on one line, without secrets. */
  readonly errmsg: string
  /** The id of this call for WeChat's support and for `/cgi-bin/openapi/rid/get`. */
  readonly rid: string | undefined
  /** Method and path, without the query. */
  readonly endpoint: string
  /**
   * `again`: the same call may succeed soon. `once`: the call may have succeeded without an answer, so it
   * is repeated once at most. `token`: repeat it with a new access token. `no`: change the call first.
   */
  readonly retry: Remedy['retry']

  constructor({ endpoint, errcode, errmsg, remedy }: ApiFailure) {
    const shown = presentable(errmsg)
    const { retry, advice } = remedy ?? remedyOf(endpoint, errcode, shown)
    const number = errcode === undefined ? '' : ` ${errcode}`
    super('API_FAILED', `${endpoint} failed:${number} ${shown}; ${advice}`)
    this.errcode = errcode
    this.errmsg = shown
    this.rid = /rid: ([\w-]{1,64})/.exec(errmsg)?.[1]
    this.endpoint = endpoint
    this.retry = retry
  }
}

/** WeChat's texts have less than 200 characters. A gateway may answer with megabytes. */
const MAX_ERRMSG = 500

/** A text from outside, made safe for logs and errors. */
function presentable(errmsg: string): string {
  return cleanText(maskSecrets(errmsg).slice(0, MAX_ERRMSG)).replace(/\s+/g, ' ')
}

const UNKNOWN: Remedy = {
  retry: 'no',
  advice: 'see 全局返回码 in developers.weixin.qq.com, or ask /cgi-bin/openapi/rid/get for the rid',
}

function remedyOf(endpoint: string, errcode: number | undefined, errmsg: string): Remedy {
  // From a token endpoint, 40001 means a wrong AppSecret.
  if (errcode === 40001 && endpoint.endsWith('token')) return ERRCODES[40125] as Remedy
  const remedy = errcode === undefined ? UNKNOWN : (ERRCODES[errcode] ?? UNKNOWN)
  if (errcode !== 40164) return remedy
  // WeChat's text is like: invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist
  const address = /invalid ip ([\da-f.:]{1,64})/i.exec(errmsg)?.[1] ?? 'the address it names'
  return { ...remedy, advice: `add ${address} to the IP whitelist (${remedy.advice})` }
}
