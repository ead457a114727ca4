/** An answer whose model has handed the user over to a human ends as a transfer (转发到客服). */
import { type ReplyInput, stream, transfer } from '@wechatbot/core'

/**
 * The answer as a reply. Nothing of an answer with tools goes out before it is whole, so waiting for its first piece
 * costs no user anything.
 * @param isInTime whether the reply can still be passive. WeChat takes a transfer in no other way; too late, the user
 *   reads the text of the answer, which ends with a link to a human.
 */
export async function orTransfer(
  answer: AsyncGenerator<string>,
  isHandedOver: () => boolean,
  isInTime: () => boolean,
): Promise<ReplyInput> {
  const first = await answer.next()
  if (!isHandedOver() || !isInTime()) return stream(resumed(first, answer))
  // At its end the answer is remembered, and its tokens are counted.
  for await (const _ of answer);
  return transfer()
}

async function* resumed(first: IteratorResult<string>, rest: AsyncGenerator<string>) {
  if (first.done) return
  yield first.value
  yield* rest
}
