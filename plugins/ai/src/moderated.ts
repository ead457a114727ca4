/** Asks `moderate` before each piece of an answer goes out. */
import type { Context } from '@wechatbot/core'
import type { Moderate } from './options.ts'

/** A piece that is checked ends with a sentence or with a line. */
const STOPS = ['。', '！', '？', '!', '?', '\n']

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
    const end = Math.max(...STOPS.map((stop) => piece.lastIndexOf(stop))) + 1
    kept += piece.slice(0, end)
    if (end > 0) {
      const text = await asked(kept)
      kept = ''
      if (text !== '') yield text
    }
    kept += piece.slice(end)
  }
  if (kept !== '') yield await asked(kept)
}
