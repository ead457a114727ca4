/** Asks `moderate` before each piece of an answer goes out. */
import type { Context } from '@wechatbot/core'
import type { Moderate } from './options.ts'

/** Each sentence and each line is checked by itself. */
const SENTENCE = /[^。！？!?\n]*[。！？!?\n]+/g

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
    for (const sentence of kept.match(SENTENCE) ?? []) {
      kept = kept.slice(sentence.length)
      const text = await asked(sentence)
      if (text !== '') yield text
    }
  }
  if (kept !== '') yield await asked(kept)
}
