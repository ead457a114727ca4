/** One push over real HTTP, and as long as a busy machine needs for the answer. */
import type { XmlFields } from '@wechatbot/core'
import { FakeWechat, type SignOptions } from '@wechatbot/simulator'
import { PATIENT } from './call.js'

export interface Delivered {
  readonly status: number
  readonly body: string
  /** The fields of a passive reply; undefined when there is none. */
  readonly reply: XmlFields | undefined
}

/** The simulator's `deliver`, but that it does not hang up after five seconds. */
export async function deliver(
  url: string,
  xml: string,
  { now = Date.now(), ...secrets }: SignOptions,
): Promise<Delivered> {
  const wechat = new FakeWechat({ ...secrets, bot: url, clock: { ...PATIENT, now: () => now } })
  const { seen, attempts } = await wechat.sendXml(xml).outcome
  const { response, error } = attempts[0] ?? {}
  if (response === undefined) throw new Error(`nothing answers at ${url}`, { cause: error })
  return { ...response, reply: seen.type === 'reply' ? seen.reply : undefined }
}
