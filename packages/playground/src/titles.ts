/** The users whose chats show 「对方正在输入…」 in the title: for 15 s, or until the next message of the bot. */
import type { Clock } from '@wechatbot/core'
import type { PageTyping } from './protocol.ts'

export class Titles {
  readonly #tell: (typing: readonly PageTyping[]) => void
  readonly #clock: Clock
  readonly #typing = new Map<string, PageTyping & { readonly end: NodeJS.Timeout }>()

  constructor(tell: (typing: readonly PageTyping[]) => void, clock: Clock) {
    this.#tell = tell
    this.#clock = clock
  }

  get typing(): readonly PageTyping[] {
    return [...this.#typing.values()].map(({ bot, openid }) => ({ bot, openid }))
  }

  /** @param until in milliseconds since 1970. A time in the past removes the title. */
  type(bot: string, openid: string, until: number): void {
    const user = `${bot} ${openid}`
    const leftMs = until - this.#clock.now()
    clearTimeout(this.#typing.get(user)?.end)
    const hasChanged = this.#typing.delete(user) !== leftMs > 0
    if (leftMs > 0) {
      const end = setTimeout(() => this.type(bot, openid, 0), leftMs).unref()
      this.#typing.set(user, { bot, openid, end })
    }
    if (hasChanged) this.#tell(this.typing)
  }
}
