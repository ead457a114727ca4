/** An answer of WeChat's API that is none of what was asked for. */

import { WechatBotError } from '../errors.ts'
import { maskSecrets } from '../secrets.ts'
import { cleanText } from '../xml/characters.ts'
import { ERRCODES, type Remedy } from './errcodes.ts'

export interface ApiFailure {
  /** `POST /cgi-bin/message/custom/send`: without the query, which holds the access token. */
  readonly endpoint: string
  /** WeChat's number; absent when no answer came, or one that is no JSON object. */
  readonly errcode?: number
  /** As WeChat says it, of any length; without an errcode, what came instead. */
  readonly errmsg: string
  /** Without an errcode: what to do about it. */
  readonly remedy?: Remedy
}

/** Thrown by everything that calls WeChat's API. Its `code` is API_FAILED. */
export class ApiError extends WechatBotError {
  /** WeChat's number (返回码); undefined when no answer came, or one that is no JSON object. */
  readonly errcode: number | undefined
  /** Its first 500 characters, on one line, without secrets. */
  readonly errmsg: string
  /** Names this call for WeChat's support, and for `/cgi-bin/openapi/rid/get`. */
  readonly rid: string | undefined
  /** Method and path, without the query. */
  readonly endpoint: string
  /**
   * `again`: the same call may succeed in a moment. `once`: it may have succeeded unheard, so it is
   * repeated once at most. `token`: with a new access token. `no`: not without a change.
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

/** WeChat's own are below 200; a gateway may answer with megabytes. */
const MAX_ERRMSG = 500

/** What came from outside, as it may be logged and shown. */
function presentable(errmsg: string): string {
  return cleanText(maskSecrets(errmsg).slice(0, MAX_ERRMSG)).replace(/\s+/g, ' ')
}

const UNKNOWN: Remedy = {
  retry: 'no',
  advice: 'see 全局返回码 in developers.weixin.qq.com, or ask /cgi-bin/openapi/rid/get for the rid',
}

function remedyOf(endpoint: string, errcode: number | undefined, errmsg: string): Remedy {
  // Where tokens come from, 40001 is a wrong AppSecret.
  if (errcode === 40001 && endpoint.endsWith('token')) return ERRCODES[40125] as Remedy
  const remedy = errcode === undefined ? UNKNOWN : (ERRCODES[errcode] ?? UNKNOWN)
  if (errcode !== 40164) return remedy
  // invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist
  const address = /invalid ip ([\da-f.:]{1,64})/i.exec(errmsg)?.[1] ?? 'the address it names'
  return { ...remedy, advice: `add ${address} to the IP whitelist (${remedy.advice})` }
}
