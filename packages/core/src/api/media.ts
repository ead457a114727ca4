/**
 * Temporary material (临时素材): WeChat keeps these pictures, voices and videos for three days.
 * Source: developers.weixin.qq.com, New_temporary_materials, Get_temporary_materials.
 */

import type { Clock } from '../clock.ts'
import { digestBytes } from '../crypto/digest.ts'
import { WechatBotError } from '../errors.ts'
import { MEDIA_ID } from '../protocol.ts'
import type { ImageReply, Reply, VoiceReply } from '../reply/types.ts'
import { valueKeys } from '../store/keys.ts'
import type { BasicValues } from '../store/types.ts'
import type { Client } from './client.ts'
import { ApiError } from './error.ts'
import type { Download } from './exchange.ts'
import { fileType, HEAD_BYTES, labelOf } from './file-type.ts'

export type MediaType = 'image' | 'voice' | 'video' | 'thumb'

export interface Media {
  /**
   * Uploads a file, and resolves to its media id. The same bytes are uploaded once in three days.
   * For a file from disk use `await openFile(path)` of `wechatbot`. The type is found by the first
   * bytes, then by the name, then by the label.
   * @throws WechatBotError BAD_CALL before anything is sent, for a file beyond WeChat's limits and
   *   for a file that cannot be read.
   */
  readonly upload: (type: MediaType, file: Blob) => Promise<string>
  /** The bytes of a message's MediaId, as a stream. For a video they are JSON with its `video_url`. */
  readonly download: (mediaId: string) => Promise<Download>
}

interface Limit {
  readonly bytes: number
  /** The first type is taken if bytes, name and label tell none. */
  readonly types: readonly string[]
}

const MB = 1024 * 1024

const LIMITS: Readonly<Record<MediaType, Limit>> = {
  image: { bytes: 10 * MB, types: ['jpg', 'png', 'gif'] },
  voice: { bytes: 2 * MB, types: ['mp3', 'amr'] },
  video: { bytes: 10 * MB, types: ['mp4'] },
  thumb: { bytes: 64 * 1024, types: ['jpg'] },
}

/** One hour less than three days: an id must not expire between its look-up and its use. */
const KEPT_MS = 71 * 60 * 60_000

export function createMedia(parts: {
  readonly client: Client
  readonly clock: Clock
  readonly values: BasicValues
  readonly scope: string
}): Media {
  const { client, values } = parts
  const uploads = new Map<string, Promise<string>>()

  const upload = async (type: MediaType, file: File, key: string): Promise<string> => {
    // While the Store is away, the file is uploaded again.
    const known = await values.get(key).catch(() => undefined)
    if (typeof known === 'string') return known
    const form = new FormData()
    form.set('media', file)
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
      const bytes = await bytesOf(type, file)
      const named = asWechatTakesIt(type, bytes, file)
      const key = valueKeys.media(parts.scope, type, digestBytes(bytes))
      // All messages that need the file at the same time share one upload.
      const begun = uploads.get(key) ?? upload(type, named, key)
      uploads.set(key, begun)
      return begun.finally(() => uploads.delete(key))
    },
    download: async (mediaId) => {
      if (!MEDIA_ID.test(mediaId)) {
        throw new WechatBotError(
          'BAD_CALL',
          `expected the MediaId of a message, letters, digits, _ and - only, got ${JSON.stringify(String(mediaId).slice(0, 40))}; nothing else is fetched`,
        )
      }
      return client.download(`/cgi-bin/media/get?media_id=${mediaId}`)
    },
  }
}

/** Whether the file of `reply` has yet to be uploaded. */
export function hasFile(reply: Reply): reply is (ImageReply | VoiceReply) & { file: Blob } {
  return (reply.type === 'image' || reply.type === 'voice') && reply.file !== undefined
}

/** The reply with its media id. If it has a file, the file is uploaded first. */
export async function withMediaId(reply: Reply, media: () => Media): Promise<Reply> {
  if (!hasFile(reply)) return reply
  const { type, file } = reply
  return { type, mediaId: await media().upload(type, file) }
}

async function bytesOf(type: MediaType, file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size === 0 || file.size > LIMITS[type].bytes) throw wrongFile(type, 'one', file)
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch (cause) {
    // The file changed on disk between opening and reading.
    throw new WechatBotError(
      'BAD_CALL',
      `${type}: the file cannot be read; it was changed or removed after it was opened`,
      { cause },
    )
  }
}

/** The file under a name that WeChat accepts: WeChat tells types by the name's suffix. */
function asWechatTakesIt(type: MediaType, bytes: Uint8Array<ArrayBuffer>, file: Blob): File {
  const { types } = LIMITS[type]
  const found = fileType(bytes.subarray(0, HEAD_BYTES), file) ?? (types[0] as string)
  if (types.includes(found)) return new File([bytes], `file.${found}`, { type: labelOf(found) })
  throw wrongFile(type, found, file)
}

function wrongFile(type: MediaType, found: string, { size }: Blob): WechatBotError {
  const { bytes, types } = LIMITS[type]
  return new WechatBotError(
    'BAD_CALL',
    `${type}: expected ${types.join(' or ')} of 1 to ${bytes} bytes, got ${found} of ${size}; convert the file`,
  )
}
