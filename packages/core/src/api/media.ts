/**
 * Temporary material (临时素材): pictures, voices and videos that live three days at WeChat.
 * Source: developers.weixin.qq.com, New_temporary_materials, Get_temporary_materials.
 */
import type { Clock } from '../clock.ts'
import { digestBytes } from '../crypto/digest.ts'
import { WechatBotError } from '../errors.ts'
import type { ImageReply, Reply, VoiceReply } from '../reply/types.ts'
import { valueKeys } from '../store/keys.ts'
import type { BasicValues } from '../store/types.ts'
import type { Client } from './client.ts'
import { ApiError } from './error.ts'
import type { Download } from './exchange.ts'

export type MediaType = 'image' | 'voice' | 'video' | 'thumb'

export interface Media {
  /**
   * Uploads a file, and resolves to its media id. The same bytes are uploaded once in three days.
   * A file from disk is `await openAsBlob(path)` of node:fs.
   * @throws WechatBotError BAD_CALL before anything is sent, for a file beyond WeChat's limits.
   */
  readonly upload: (type: MediaType, file: Blob) => Promise<string>
  /** The bytes of a message's MediaId, as a stream; of a video, JSON with its `video_url`. */
  readonly download: (mediaId: string) => Promise<Download>
}

interface Limit {
  readonly bytes: number
  readonly types: readonly string[]
  readonly suffix: string
}

const MB = 1024 * 1024

const LIMITS: Readonly<Record<MediaType, Limit>> = {
  image: { bytes: 10 * MB, types: ['image/png', 'image/jpeg', 'image/gif'], suffix: 'jpg' },
  voice: { bytes: 2 * MB, types: ['audio/amr', 'audio/mpeg', 'audio/mp3'], suffix: 'mp3' },
  video: { bytes: 10 * MB, types: ['video/mp4'], suffix: 'mp4' },
  thumb: { bytes: 64 * 1024, types: ['image/jpeg'], suffix: 'jpg' },
}

/** An hour less than three days: an id must not end between its look-up and its use. */
const KEPT_MS = 71 * 60 * 60_000
const MEDIA_ID = /^[\w-]{1,128}$/

export function createMedia(parts: {
  readonly client: Client
  readonly clock: Clock
  readonly values: BasicValues
  readonly scope: string
}): Media {
  const { client, values } = parts
  const uploads = new Map<string, Promise<string>>()

  const upload = async (type: MediaType, file: Blob, key: string): Promise<string> => {
    // Where the Store is away, it is uploaded once more.
    const known = await values.get(key).catch(() => undefined)
    if (typeof known === 'string') return known
    const form = new FormData()
    // WeChat goes by the name's suffix.
    form.set('media', file, `file.${suffixOf(type, file)}`)
    const answer = await client.post(`/cgi-bin/media/upload?type=${type}`, form)
    const id = type === 'thumb' ? (answer.thumb_media_id ?? answer.media_id) : answer.media_id
    if (typeof id !== 'string') {
      throw new ApiError({
        endpoint: 'POST /cgi-bin/media/upload',
        errmsg: 'an answer without media_id',
        remedy: { retry: 'no', advice: 'expected media_id' },
      })
    }
    await values.set(key, id, KEPT_MS).catch(() => {})
    return id
  }

  return {
    upload: async (type, file) => {
      assertWithinLimits(type, file)
      const hash = digestBytes(new Uint8Array(await file.arrayBuffer()))
      const key = valueKeys.media(parts.scope, type, hash)
      // One upload, however many messages need it at the same time.
      const begun = uploads.get(key) ?? upload(type, file, key)
      uploads.set(key, begun)
      return begun.finally(() => uploads.delete(key))
    },
    download: async (mediaId) => {
      if (!MEDIA_ID.test(mediaId)) {
        throw new WechatBotError(
          'BAD_CALL',
          'expected the MediaId of a message, letters, digits, _ and - only; nothing else is fetched',
        )
      }
      return client.download('/cgi-bin/media/get', { media_id: mediaId })
    },
  }
}

/** Whether its file has yet to be uploaded. */
export function hasFile(reply: Reply): reply is (ImageReply | VoiceReply) & { file: Blob } {
  return (reply.type === 'image' || reply.type === 'voice') && reply.file !== undefined
}

/** A reply with its media id: a file's is uploaded for it. */
export async function withMediaId(reply: Reply, media: () => Media): Promise<Reply> {
  if (!hasFile(reply)) return reply
  const { type, file } = reply
  return { type, mediaId: await media().upload(type, file) }
}

function suffixOf(type: MediaType, file: Blob): string {
  const [, sub = ''] = /^(?:image|audio|video)\/(png|gif|amr)$/.exec(file.type) ?? []
  return sub || LIMITS[type].suffix
}

function assertWithinLimits(type: MediaType, file: Blob): void {
  const { bytes, types } = LIMITS[type]
  if (file.size > 0 && file.size <= bytes && (file.type === '' || types.includes(file.type))) return
  throw new WechatBotError(
    'BAD_CALL',
    `${type}: expected ${types.join(' or ')} of at most ${bytes} bytes, got ${file.type || 'an unknown type'} of ${file.size}`,
  )
}
