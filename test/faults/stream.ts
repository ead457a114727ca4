/** A steady stream of messages while something is done to a fleet. */
import type { Delivery, Wechat } from './delivery.js'
import { random } from './delivery.js'
import { pause } from './sender.js'

export interface StreamOptions {
  readonly perSecond: number
  /** Of the message with this number. @default `hello 1` ... */
  readonly text?: (number: number) => string
  /** How many messages in a hundred come twice, the second within 100 ms. @default 0 */
  readonly doubles?: number
  readonly account?: number
}

/** Sends until `during` has settled. Open loop: slow answers do not slow it. */
export async function stream(
  wechat: Wechat,
  options: StreamOptions,
  during: () => Promise<unknown>,
): Promise<readonly Delivery[]> {
  const { perSecond, text = (number) => `hello ${number}`, doubles = 0, account = 0 } = options
  const sent: Promise<readonly Delivery[]>[] = []
  let isOver = false
  const over = during().finally(() => {
    isOver = true
  })
  const startedAt = performance.now()
  while (!isOver) {
    const due = ((performance.now() - startedAt) / 1000) * perSecond
    while (sent.length < due) {
      const count = random(100) < doubles ? 2 : 1
      sent.push(wechat.copies(text(sent.length), count, { withinMs: 100, account }))
    }
    await pause(5)
  }
  await over
  return (await Promise.all(sent)).flat()
}
