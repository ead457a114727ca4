/** WeChat's own numbers and names that several rooms need. Pages of developers.weixin.qq.com unless said otherwise. */

/** WeChat closes the connection of a push that has no response by then (receive-message). */
export const PATIENCE_MS = 5000

/** Requests that WeChat makes for one message, in all: "three retries" counts the first (several bot authors). */
export const ATTEMPTS = 3

/** We close a connection that nobody else has closed by then: a proxy in between may keep it open. */
export const HANG_UP_MS = 6000

/** The shape of a media id (get_temporary_media). Anything else was not made by WeChat. */
export const MEDIA_ID = /^[\w-]{1,128}$/
