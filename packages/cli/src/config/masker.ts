/** What a call hides: the secrets of its configuration, and what looks like one. */
import { maskerOf } from '@wechatbot/core/internal/secrets'

/** Errors and findings quote what plugins, stores and WeChat say. That may hold any secret of the configuration. */
export class Masker {
  #mask = maskerOf([])

  /** @param secrets of the configuration, once it is read. */
  learn(secrets: readonly string[]): void {
    this.#mask = maskerOf(secrets)
  }

  /** `text` without them. */
  mask(text: string): string {
    return this.#mask(text)
  }
}
