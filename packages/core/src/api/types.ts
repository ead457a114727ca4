/** WeChat's server API (服务端 API) for handlers. */
import type { ReplyInput } from '../reply/types.ts'
import type { Answer } from './client.ts'
import type { SendOptions, ServiceMessage } from './customer-service.ts'
import type { Endpoints } from './endpoints.ts'
import type { Download } from './exchange.ts'
import type { Media } from './media.ts'
import type { MenuApi } from './menu-api.ts'

/** All methods throw ApiError, with WeChat's errcode and what to do about it. */
export interface Api extends Endpoints {
  /** `GET path` of any endpoint. The access token is added. Resolves to the JSON answer. */
  readonly get: (path: string, query?: Readonly<Record<string, string>>) => Promise<Answer>
  /** `POST path` of any endpoint, with a JSON body. The access token is added. */
  readonly post: (path: string, body: object, signal?: AbortSignal) => Promise<Answer>
  /**
   * Calls an endpoint that answers with a file: `GET path`, or `POST path` if there is a body.
   * Examples are `/cgi-bin/material/get_material`, `/wxa/getwxacode` and
   * `/cgi-bin/media/get/jssdk?media_id=...`. Resolves to the unread bytes, as fetch does, or to the
   * JSON that came in their place (a video's address).
   */
  readonly download: (path: string, body?: object) => Promise<Download>
  /**
   * Sends a customer-service message (客服消息). A long text and several articles become several
   * messages. WeChat allows five within 48 hours after a user's message, and three within a minute
   * after a click, a scan or a follow.
   */
  readonly send: (
    openid: string,
    message: ReplyInput | ServiceMessage,
    options?: SendOptions,
  ) => Promise<void>
  /** Shows 对方正在输入 for up to 15 s, or hides it. It works within 30 s of the user's message. */
  readonly typing: (openid: string, isTyping?: boolean) => Promise<void>
  readonly media: Media
  readonly menu: MenuApi
}
