/** handoff: hands the user to a human agent (转发到客服), by keyword and opening hours. */
import { definePlugin, fold, type ReplyInput, transfer } from '@wechatbot/core'
import * as v from 'valibot'
import { createHours, hoursSchema } from './hours.ts'

const keyword = v.pipe(v.string(), v.minLength(1, 'a word of at least one character'))
const account = v.pipe(v.string(), v.minLength(1, 'an account like "kf2001@gh_0123456789ab"'))

const options = v.strictObject({
  /**
   * What asks for a human: a text, what WeChat understood of a voice message, or the key of a menu
   * button. `人工。` and `ＶＩＰ` are `人工` and `vip`.
   */
  keywords: v.optional(v.array(keyword), ['人工', '人工客服', '转人工']),
  /** To one agent; without it WeChat chooses. */
  kfAccount: v.optional(account),
  /** To one agent by keyword: these ask for a human too. */
  accounts: v.optional(v.record(v.string(), account), {}),
  /** When somebody is there. @default always */
  hours: v.optional(hoursSchema),
  /** Of the hours. */
  timeZone: v.optional(
    v.pipe(v.string(), v.check(isTimeZone, 'a time zone like "Asia/Shanghai"')),
    'Asia/Shanghai',
  ),
  /** Outside the hours. */
  closedText: v.optional(v.string(), '现在没有人工客服，请在工作时间再来。'),
})

export const handoff = definePlugin({
  name: 'handoff',
  options: v.optional(options, {}),
  setup(scope, { keywords, kfAccount, accounts, hours, timeZone, closedText }) {
    const agents = new Map<string, string | undefined>([
      ...keywords.map((word) => [fold(word), kfAccount] as const),
      ...Object.entries(accounts).map(([word, agent]) => [fold(word), agent] as const),
    ])
    const isOpen = createHours(hours, timeZone)
    const ask = (written: string, createTime: number, handOver: (word: string) => ReplyInput) => {
      const word = fold(written)
      if (!agents.has(word)) return undefined
      return isOpen(createTime) ? handOver(word) : closedText
    }
    const transferred = (word: string) => transfer(agents.get(word))
    scope.on('text', ({ message }) => ask(message.Content, message.CreateTime, transferred))
    scope.on('voice', ({ message }) => {
      return ask(message.Recognition ?? '', message.CreateTime, transferred)
    })
    // WeChat hands over messages only. A tap on the link is one.
    scope.on('event:CLICK', ({ message }) => {
      return ask(message.EventKey, message.CreateTime, () => linkThatSays(message.EventKey))
    })
  },
})

export default handoff

/** A tap makes the phone send the word, as if its user had written it. */
function linkThatSays(word: string): string {
  const content = word.replace(/["<>&#%\s]/g, encodeURIComponent)
  return `请点击<a href="weixin://bizmsgmenu?msgmenucontent=${content}&msgmenuid=handoff">这里</a>转接人工客服，或回复「${word}」。`
}

function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
