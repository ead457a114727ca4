/** Why a push is refused (拒绝), and the status that each refusal ends as. */

/**
 * Reasons to refuse a push before a message exists, and the bare status each one becomes.
 * 403 stands for everything unproven, so that an outsider cannot tell one reason from another.
 */
export const REFUSALS = {
  /** No valid signature for any configured token, or a parameter of the wrong shape. */
  BAD_SIGNATURE: 403,
  /** An encrypted push that cannot be opened. */
  BAD_CIPHERTEXT: 403,
  /** An encrypted push to a bot in plain mode, or a plain one to a bot in safe or compatible mode. */
  WRONG_MODE: 403,
  /** Validly signed, but the timestamp is outside `freshnessSeconds`. */
  STALE_PUSH: 403,
  /** The signature belongs to another message; see `bindSignatures`. */
  REPLAYED_SIGNATURE: 403,
  /** The socket's address is not in `allowFrom`. */
  ADDRESS_NOT_ALLOWED: 403,
  /** From a page in a browser, or for a Host that is not this machine: see `guard`. */
  PAGE_NOT_ALLOWED: 403,
  /** A well-formed XML document was expected. */
  BAD_XML: 400,
  /** XML without a field that every message has. */
  BAD_MESSAGE: 400,
  /** A handshake without an echostr that may be echoed. */
  BAD_ECHOSTR: 400,
  /** WeChat sends GET and POST only. */
  METHOD_NOT_ALLOWED: 405,
  /** The body was not complete 4 s after the head. */
  BODY_TIMEOUT: 408,
  /** More than 64 kB; WeChat's pushes have a few. */
  BODY_TOO_LARGE: 413,
  /** A Content-Encoding other than identity; WeChat never compresses. */
  ENCODED_BODY: 415,
} as const satisfies Record<string, number>

export type RefusalCode = keyof typeof REFUSALS
