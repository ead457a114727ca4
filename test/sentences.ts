/** A reply that grows by sentences, and how its user reads it. */
import type { ManualClock, Simulation } from '@wechatbot/simulator'
import { answerTo } from './instances.js'

export const SENTENCES = Array.from({ length: 40 }, (_, i) => `第${i + 1}句，说的是茶。`)
export const WHOLE = SENTENCES.join('')
export const UNFINISHED = '\n（还没写完，回复「继续」看下文）'

/** Forty sentences, one each half a second. */
export async function* speak(clock: ManualClock, everyMs = 500, sentences = SENTENCES) {
  for (const sentence of sentences) {
    await clock.wait(everyMs)
    yield sentence
  }
}

/** What a user reads who asks, and then says 继续 every five seconds until nothing more comes. */
export async function readAll(wechat: Simulation, clock: ManualClock): Promise<string[]> {
  const texts = [await answerTo(wechat, '讲讲茶')]
  while (texts.at(-1)?.includes('「继续」')) {
    await clock.advance(5000)
    texts.push(await answerTo(wechat, '继续'))
  }
  return texts
}

export function withoutLines(texts: readonly string[]): string {
  return texts.map((text) => text.replace(/\n（[^）]*「继续」[^）]*）$/, '')).join('')
}
