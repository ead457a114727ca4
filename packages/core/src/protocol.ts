/**
 * WeChat's numbers and names that several rooms need. Sources are pages of developers.weixin.qq.com
 * unless a comment names another.
 */

/** After this time without a response WeChat closes the connection of a push (receive-message). */
export const PATIENCE_MS = 5000

/** How often WeChat sends one message in all: its "three retries" include the first (several bot authors). */
export const ATTEMPTS = 3

/** After this time we close a connection that is still open: a proxy in between may keep it open. */
export const HANG_UP_MS = 6000

/** The shape of a media id (get_temporary_media). WeChat makes no other. */
export const MEDIA_ID = /^[\w-]{1,128}$/
