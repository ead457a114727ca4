/** handoff: hands the user to a human agent (转发到客服), by keyword and opening hours. */
import { definePlugin, transfer } from '@wechatbot/core'
import * as v from 'valibot'
import { createHours, hoursSchema } from './hours.ts'

const keyword = v.pipe(v.string(), v.minLength(1, 'a word of at least one character'))
const account = v.pipe(v.string(), v.minLength(1, 'an account like "kf2001@gh_0123456789ab"'))

const options = v.strictObject({
  /** A text that is one of these, white space at its ends aside, asks for a human. */
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
      ...keywords.map((word) => [word, kfAccount] as const),
      ...Object.entries(accounts),
    ])
    const isOpen = createHours(hours, timeZone)
    // For messages only: an event has nothing to hand over.
    scope.on('text', ({ message }) => {
      const word = message.Content.trim()
      if (!agents.has(word)) return undefined
      return isOpen(message.CreateTime) ? transfer(agents.get(word)) : closedText
    })
  },
})

export default handoff

function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
