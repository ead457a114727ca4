/** The reasons to refuse a push (拒绝), and the HTTP status of each. */

/**
 * The reasons to refuse a push before a message exists, with the bare status of each. Everything
 * unproven is 403, so that an outsider cannot tell one reason from another.
 */
export const REFUSALS = {
  /** No configured token gives a valid signature, or a parameter has the wrong shape. */
  BAD_SIGNATURE: 403,
  /** The encrypted push cannot be opened. */
  BAD_CIPHERTEXT: 403,
  /** An encrypted push came to a bot in plain mode, or a plain push to one in safe or compatible mode. */
  WRONG_MODE: 403,
  /** The signature is valid, but the timestamp is outside `freshnessSeconds`. */
  STALE_PUSH: 403,
  /** The signature belongs to another message; see `bindSignatures`. */
  REPLAYED_SIGNATURE: 403,
  /** The socket's address is not in `allowFrom`. */
  ADDRESS_NOT_ALLOWED: 403,
  /** The request comes from a page in a browser, or names a Host that is not this machine: see `guard`. */
  PAGE_NOT_ALLOWED: 403,
  /** The body is no well-formed XML document. */
  BAD_XML: 400,
  /** The XML lacks a field that every message has. */
  BAD_MESSAGE: 400,
  /** The handshake has no echostr, or an echostr that must not be echoed. */
  BAD_ECHOSTR: 400,
  /** WeChat sends GET and POST only. */
  METHOD_NOT_ALLOWED: 405,
  /** The body was not complete 4 s after the request headers. */
  BODY_TIMEOUT: 408,
  /** The body has more than 64 kB. WeChat's pushes have a few kB. */
  BODY_TOO_LARGE: 413,
  /** The Content-Encoding is not identity. WeChat never compresses. */
  ENCODED_BODY: 415,
} as const satisfies Record<string, number>

export type RefusalCode = keyof typeof REFUSALS
