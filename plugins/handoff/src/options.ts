/** The options of handoff. */
import { hoursSchema, times, wordSchema } from '@wechatbot/core'
import * as v from 'valibot'

const account = v.pipe(v.string(), v.minLength(1, 'an account like "kf2001@gh_0123456789ab"'))

export const options = v.strictObject({
  /**
   * The words that ask for a human: in a text, in what WeChat understood of a voice message, or as the key of a
   * menu button. `人工。` and `ＶＩＰ` are the same as `人工` and `vip`.
   */
  keywords: v.optional(v.array(wordSchema), ['人工', '人工客服', '转人工']),
  /** The agent. Without it WeChat chooses one. */
  kfAccount: v.optional(account),
  /** Agents by keyword. These keywords ask for a human too. */
  accounts: v.optional(v.record(wordSchema, account), {}),
  /** The hours in which a human is there. @default always */
  hours: v.optional(hoursSchema),
  /** The reply outside the hours. `{next}` is the time when a human is there again: `明天 09:00`. */
  closedText: v.optional(
    v.pipe(v.string(), times(['next'])),
    '现在没有人工客服，请在工作时间再来。',
  ),
  /**
   * How long the bot is silent after the user's last message. It is used where WeChat does not tell when an agent
   * takes the user and when the agent leaves.
   */
  silentMs: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1000, 'milliseconds, at least 1000'),
      v.maxValue(86_400_000, 'milliseconds, at most 86400000 (a day)'),
    ),
    1_800_000,
  ),
  /** Words by which the user returns to the bot. */
  back: v.optional(v.array(wordSchema), ['机器人', '返回机器人', '结束人工']),
  /** The reply to such a word. */
  backText: v.optional(v.pipe(v.string(), times([])), '机器人回来了，请说。'),
  /** Offers a human after this many messages in a row without an answer. @default never */
  after: v.optional(
    v.strictObject({
      misses: v.pipe(v.number(), v.integer(), v.minValue(1, 'a whole number, at least 1')),
      /** The text of the offer. @default a link that asks for a human */
      text: v.optional(wordSchema),
    }),
  ),
  /** For accounts without 客服功能: the OpenID of the owner. The owner gets a notice instead. Needs the API. */
  notify: v.optional(v.pipe(v.string(), v.minLength(1, 'the OpenID of the owner'))),
  /** The reply to the user when `notify` is used. */
  notifiedText: v.optional(v.pipe(v.string(), times([])), '已经通知店主，会在这里回复您，请稍候。'),
})

export type Options = v.InferOutput<typeof options>
