/**
 * Customer service, the account's own affairs, and user data (客服、认证、授权).
 * Source: developers.weixin.qq.com; samples of field names from the SDKs that quote it.
 */
import type { KindTable } from './table.ts'

/** ExpiredTime: seconds since 1970, as text. */
const expiry = { ExpiredTime: 'string' } as const
/** FailTime: seconds since 1970, as text. */
const failure = { FailTime: 'string', FailReason: 'string' } as const
/** RevokeInfo: a number that says which permission was withdrawn. */
const revocation = { OpenID: 'string', AppID: 'string', RevokeInfo: 'string' } as const

export const account = {
  'event:kf_create_session': { KfAccount: 'string' },
  'event:kf_close_session': { KfAccount: 'string' },
  'event:kf_switch_session': { FromKfAccount: 'string', ToKfAccount: 'string' },
  'event:qualification_verify_success': expiry,
  'event:qualification_verify_fail': failure,
  'event:naming_verify_success': expiry,
  'event:naming_verify_fail': failure,
  'event:annual_renew': expiry,
  'event:verify_expired': expiry,
  /** The names are in lower case on the wire. */
  'event:user_info_modified': { openid: 'string', appid: 'string' },
  'event:user_authorization_revoke': revocation,
  'event:user_authorization_cancellation': revocation,
  /** From the customer service of a mini program. */
  'event:user_enter_tempsession': { SessionFrom: 'string' },
  'event:wxa_media_check': {
    appid: 'string',
    trace_id: 'string',
    version: 'string',
    result: { suggest: 'string', label: 'string' },
  },
} as const satisfies KindTable
