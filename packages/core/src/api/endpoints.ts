/** Endpoints for which a typed call is enough. Answers keep WeChat's field names. */
import { WechatBotError } from '../errors.ts'
import type { Client } from './client.ts'

/** Source: developers.weixin.qq.com, Get_users_basic_information_UnionID. */
export interface UserInfo {
  /** 0: the user does not follow the account, and no other field is known. */
  readonly subscribe: 0 | 1
  readonly openid: string
  readonly language?: string
  /** Seconds since 1970. */
  readonly subscribe_time?: number
  /** Present if the account is bound to an open platform (开放平台). */
  readonly unionid?: string
  readonly remark?: string
  readonly groupid?: number
  readonly tagid_list?: readonly number[]
  readonly subscribe_scene?: string
  readonly qr_scene?: number
  readonly qr_scene_str?: string
}

export interface QrCode {
  readonly ticket: string
  /** The text that the picture encodes. */
  readonly url: string
  /** Seconds. Absent for a permanent code. */
  readonly expire_seconds?: number
  /** The URL of the picture that WeChat draws. */
  readonly imageUrl: string
}

/** The values of a template, by WeChat's names. */
export type TemplateData = Readonly<
  Record<
    string,
    {
      readonly value: string
      /** A colour like `#173177`. Newer clients show all values in one colour. */
      readonly color?: string
    }
  >
>

/**
 * 模板消息 of a verified service account (服务号), with WeChat's own names. Source:
 * sendTemplateMessage.
 * With both `miniprogram` and `url`, clients without mini programs open `url`.
 */
export interface TemplateMessage {
  /** The user's OpenID. */
  readonly touser: string
  readonly template_id: string
  /** The values by the names of the template's fields. WeChat cuts a value that is longer than its field. */
  readonly data: TemplateData
  /** 防重入 id: WeChat sends an OpenID one message with the same id in ten minutes. */
  readonly client_msg_id?: string
  /** A tap opens this URL. */
  readonly url?: string
  readonly miniprogram?: { readonly appid: string; readonly pagepath?: string }
}

/** 订阅通知. The user has asked for it once or for good. Source: subscribe/bizsend. */
export interface SubscriptionMessage extends Omit<TemplateMessage, 'url' | 'client_msg_id'> {
  /** A tap opens this URL. */
  readonly page?: string
}

export interface Endpoints {
  /** Works for verified accounts only. Since 2021-12-27 the answer has no name and no picture. */
  readonly user: (openid: string, lang?: 'zh_CN' | 'zh_TW' | 'en') => Promise<UserInfo>
  /**
   * Makes a QR code. A scan of it brings `scene`: a number up to 2^32 - 1 (up to 100,000 for a
   * permanent code), or 1 to 64 characters.
   *
   * @param expireSeconds at most 2592000 (30 days), or 'never'. An account may have 100,000
   *   permanent codes.
   */
  readonly qrCode: (scene: number | string, expireSeconds: number | 'never') => Promise<QrCode>
  /** Resolves to the msgid. TEMPLATESENDJOBFINISH repeats it as MsgID. */
  readonly sendTemplate: (message: TemplateMessage) => Promise<string>
  /** Sends a 订阅通知. @throws ApiError 43101 when the user has refused it. */
  readonly sendSubscription: (message: SubscriptionMessage) => Promise<void>
  /**
   * WeChat's addresses and CIDR ranges that send pushes, for `allowFrom`. They change, so read them daily.
   */
  readonly callbackIps: () => Promise<readonly string[]>
  /** Resets the daily quotas. WeChat allows this ten times a month. */
  readonly clearQuota: () => Promise<void>
}

const MAX_SECONDS = 2_592_000

export function createEndpoints(client: Client, appId: string | undefined): Endpoints {
  return {
    user: async (openid, lang = 'zh_CN') =>
      (await client.get('/cgi-bin/user/info', { openid, lang })) as unknown as UserInfo,
    qrCode: async (scene, expireSeconds) => {
      const answer = await client.post('/cgi-bin/qrcode/create', qrBody(scene, expireSeconds))
      const ticket = encodeURIComponent(String(answer.ticket))
      return {
        ...(answer as unknown as Omit<QrCode, 'imageUrl'>),
        imageUrl: `https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=${ticket}`,
      }
    },
    sendTemplate: async (message) =>
      String((await client.post('/cgi-bin/message/template/send', message)).msgid),
    sendSubscription: async (message) => {
      await client.post('/cgi-bin/message/subscribe/bizsend', message)
    },
    callbackIps: async () => {
      const { ip_list: list } = await client.get('/cgi-bin/getcallbackip')
      return Array.isArray(list) ? list.map(String) : []
    },
    clearQuota: async () => {
      await client.post('/cgi-bin/clear_quota', { appid: appId })
    },
  }
}

function qrBody(scene: number | string, expireSeconds: number | 'never'): object {
  const isNumber = typeof scene === 'number'
  const most = expireSeconds === 'never' ? 100_000 : 2 ** 32 - 1
  const isScene = isNumber
    ? Number.isInteger(scene) && scene >= 1 && scene <= most
    : scene.length >= 1 && scene.length <= 64
  if (!isScene) {
    throw new WechatBotError(
      'BAD_CALL',
      `qrCode: expected a scene from 1 to ${most}, or of 1 to 64 characters, got ${JSON.stringify(scene)}`,
    )
  }
  const value = isNumber ? { scene_id: scene } : { scene_str: scene }
  const limit = expireSeconds === 'never' ? 'LIMIT_' : ''
  const name = isNumber ? `QR_${limit}SCENE` : `QR_${limit}STR_SCENE`
  if (expireSeconds === 'never') return { action_name: name, action_info: { scene: value } }
  if (!Number.isInteger(expireSeconds) || expireSeconds < 1 || expireSeconds > MAX_SECONDS) {
    throw new WechatBotError(
      'BAD_CALL',
      `qrCode: expected 1 to ${MAX_SECONDS} seconds, or 'never', got ${expireSeconds}`,
    )
  }
  return { expire_seconds: expireSeconds, action_name: name, action_info: { scene: value } }
}
