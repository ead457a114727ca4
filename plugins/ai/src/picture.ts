/** Fetches a user's picture for the model. */
import { type Context, fetchPicUrl } from '@wechatbot/core'
import type { Picture } from './said.ts'

const MAX_BYTES = 5 * 1024 * 1024

interface Seen {
  readonly bytes: Uint8Array
  readonly mediaType: string
}

/**
 * Uses the PicUrl, which needs no right of the account, and otherwise the media id.
 * @throws the error of the second way.
 */
export async function fetchPicture(
  ctx: Context,
  { PicUrl, MediaId }: Picture,
  signal: AbortSignal,
): Promise<Seen> {
  const file = await fetchPicUrl(PicUrl, { signal }).catch(async (error: Error) => {
    ctx.log.debug({ reason: error.message }, 'picture not fetched by its PicUrl')
    return (await ctx.api.media.download(MediaId)).blob()
  })
  if (file.size > MAX_BYTES) throw new Error(`a picture of ${file.size} bytes; 5 MB at the most`)
  const bytes = new Uint8Array(await file.arrayBuffer())
  return { bytes, mediaType: file.type.startsWith('image/') ? file.type : 'image/jpeg' }
}
