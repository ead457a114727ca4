/** Documents of the attacker's own, rightly signed, and what a bot may make of them. */
import { encryptBlock } from './aes.js'
import { each, expectRefusal, expectStatus, expectThat, FORGED, type Verdict } from './case.js'
import { SECRETS } from './server.js'
import type { Target } from './target.js'

/** A text message with more in front of it, in it, and behind it. */
export const wrapped = (before = '', inside = '', after = '', text = FORGED) =>
  `${before}<xml>${inside}<ToUserName>gh_0123456789ab</ToUserName><FromUserName>oA</FromUserName>` +
  `<CreateTime>1700000000</CreateTime><MsgType>text</MsgType><Content>${text}</Content>` +
  `<MsgId>${Math.random().toString().slice(2)}</MsgId></xml>${after}`

/** Of the bot's own processor, for all documents of a case: many times what they take. */
const MAX_MS = 2000

/** Attacks, and what they cost the bot. */
export async function inTime(target: Target, attacks: () => Promise<Verdict>): Promise<Verdict> {
  const before = target.server.processorMs()
  const verdict = await attacks()
  const ms = target.server.processorMs() - before
  return [...verdict, ...expectThat(ms < MAX_MS, `took ${ms} ms of the processor`)]
}

export function refuseAll(target: Target, documents: readonly string[]): Promise<Verdict> {
  return inTime(target, () =>
    each(documents, async (document) => {
      const answer = await target.post(target.signText(document))
      return expectRefusal(answer, target.malformed, document.slice(0, 90))
    }),
  )
}

/** Bytes as they are, in the clear or sealed. */
export function postBytes(target: Target, bytes: Uint8Array) {
  if (!target.isSealed) return target.post({ query: target.query(), body: bytes })
  const { encodingAESKey, appId } = SECRETS
  return target.post(target.envelope(encryptBlock(encodingAESKey, { message: bytes, appId })))
}

/** Answered as a message, and nothing has become true of all objects. */
export async function expectHarmless(
  target: Target,
  documents: readonly string[],
  statuses: readonly number[] = [200, target.malformed],
): Promise<Verdict> {
  const sent = await each(documents, async (document) => {
    const answer = await target.post(target.signText(document))
    return expectStatus(answer, statuses, document.slice(0, 90))
  })
  const names = await target.ask('polluted?')
  return [...sent, ...expectThat(names === 'polluted: ', names)]
}
