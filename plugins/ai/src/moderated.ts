/** Asks `moderate` before each piece of an answer goes out. */
import type { Context } from '@wechatbot/core'
import type { Moderate } from './options.ts'

/** A piece is a sentence, or a line. */
const SENTENCES = /[\s\S]*[。！？!?\n]/

export async function* moderated(
  pieces: AsyncIterable<string>,
  moderate: Moderate,
  ctx: Context,
): AsyncGenerator<string> {
  const asked = async (text: string) => {
    const verdict = await moderate(text, 'out', ctx)
    return verdict === true ? text : verdict
  }
  let kept = ''
  for await (const piece of pieces) {
    kept += piece
    const [sentences = ''] = SENTENCES.exec(kept) ?? []
    kept = kept.slice(sentences.length)
    if (sentences !== '') yield await asked(sentences)
  }
  if (kept !== '') yield await asked(kept)
}
