/** WeChat's server API (服务端 API), as handlers see it. */
import type { ReplyInput } from '../reply/types.ts'
import type { Answer } from './client.ts'
import type { SendOptions, ServiceMessage } from './customer-service.ts'
import type { Endpoints } from './endpoints.ts'
import type { Download } from './exchange.ts'
import type { Media } from './media.ts'
import type { MenuApi } from './menu-api.ts'

/** Everything throws ApiError, with WeChat's errcode and what to do about it. */
export interface Api extends Endpoints {
  /** `GET path` of any endpoint; the access token is added. Resolves to the JSON that came. */
  readonly get: (path: string, query?: Readonly<Record<string, string>>) => Promise<Answer>
  /** `POST path` of any endpoint with a JSON body; the access token is added. */
  readonly post: (path: string, body: object, signal?: AbortSignal) => Promise<Answer>
  /**
   * An endpoint that answers with a file: `GET path`, or `POST path` where there is a body. For
   * `/cgi-bin/material/get_material`, `/wxa/getwxacode`, `/cgi-bin/media/get/jssdk?media_id=...`. Resolves
   * to the bytes, unread, as fetch does; or to the JSON that came in their place (a video's address).
   */
  readonly download: (path: string, body?: object) => Promise<Download>
  /**
   * Sends a customer-service message (客服消息). A long text and several articles become several.
   * Five after a user's message, within 48 hours; three after a click, a scan or a follow, within a
   * minute.
   */
  readonly send: (
    openid: string,
    message: ReplyInput | ServiceMessage,
    options?: SendOptions,
  ) => Promise<void>
  /** Shows 对方正在输入 for up to 15 s, or takes it away. Within 30 s of the user's message. */
  readonly typing: (openid: string, isTyping?: boolean) => Promise<void>
  readonly media: Media
  readonly menu: MenuApi
}
