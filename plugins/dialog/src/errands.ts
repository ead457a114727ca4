/** Jobs after the end of a dialog: a reminder before a date, and a notice to the owner. */
import { type Context, hasApi, type Scope } from '@wechatbot/core'
import { KEPT_DATE } from './date/day.ts'
import { createWall, momentOf } from './date/wall.ts'
import { fill } from './texts.ts'
import type { AnyAnswers, DialogOptions } from './types.ts'

/** Never rejects, because the work of the dialog is done and its user gets the reply. */
export type Errands = (ctx: Context, answers: AnyAnswers) => Promise<void>

/** The form of `before`. */
export const BEFORE = /^(\d+)\s*([mhd])$/
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** The hour for a day without a time. Nobody wants a reminder at midnight. */
const NOON = '12'

/** @param scope the scope of the bot's first dialog, so that jobs stay valid when the order of dialogs changes. */
export function createErrands(
  scope: Pick<Scope, 'job' | 'api' | 'log' | 'clock' | 'timeZone'>,
  { name, remind, tell, done }: DialogOptions,
): Errands {
  if (tell === undefined && typeof done !== 'function') {
    scope.log.warn(
      { dialog: name },
      `the answers to "${name}" are kept nowhere: set tell, or let done be a function that keeps them`,
    )
  }
  if (remind === undefined && tell === undefined) return async () => {}
  if (!hasApi(scope)) {
    scope.log.warn(
      { dialog: name },
      'remind and tell need the API: without an appSecret nothing is sent',
    )
  }
  const wallAt = createWall(scope.timeZone)
  const dueOf = (answer: unknown): number | undefined => {
    const [, year, month, day, hour = NOON, minute = '00'] = KEPT_DATE.exec(String(answer)) ?? []
    const [, count, unit = ''] = BEFORE.exec(remind?.before ?? '') ?? []
    if (year === undefined || count === undefined) return undefined
    const wall = { year, month, day, hour, minute }
    return momentOf(wallAt, wall) - Number(count) * (UNITS[unit] as number)
  }
  const reminder =
    remind && scope.job(`remind ${name}`, (text: string, { notify }) => notify({ text }))
  const notice =
    tell && scope.job(`tell ${name}`, (text: string, { notify }) => notify(tell, { text }))

  return async (ctx, answers) => {
    // The id makes the job the same when the message runs again.
    const options = (openid: string) => ({ id: ctx.key, openid })
    const now = scope.clock.now()
    const due = remind && dueOf(answers[remind.field])
    try {
      if (remind && reminder && due !== undefined && due > now) {
        const text = fill(remind.text, answers, wallAt(due).year)
        await reminder.at(new Date(due), text, options(ctx.from))
      }
      if (tell !== undefined && notice) {
        const lines = Object.keys(answers).map((key) => `${key}：{${key}}`)
        const year = wallAt(now).year
        const text = fill(lines.join('\n'), answers, year)
        // A refusal concerns the owner, so `wechatbot jobs` lists the owner as the user.
        await notice.at(0, `「${name}」\n${text}\n（OpenID ${ctx.from}）`, options(tell))
      }
    } catch (err) {
      ctx.log.error({ err, dialog: name }, 'a dialog is done, but its remind or tell is not kept')
    }
  }
}
