/** The end of a dialog, and how something is said. */
import { type Context, type Reply, toReply } from '@wechatbot/core'
import { keyOf } from './key.ts'
import type { Ledger } from './ledger.ts'
import type { Script } from './script.ts'
import { next, type Open, type Said, type State } from './state.ts'
import { fill } from './texts.ts'
import type { AnyAnswers, Done } from './types.ts'

interface Closing {
  readonly ctx: Context
  readonly state: State
  readonly script: Script
  readonly answers: AnyAnswers
  /** What is open again when `done` throws: the dialog before its last answer. */
  readonly stays: Open | undefined
  readonly ledger: Ledger
}

const NONE: Reply = { type: 'none' }
/** Of a reply that is kept for a message that runs again, as JSON. */
const MAX_KEPT = 16 * 1024

/**
 * Runs `done`, and writes that the dialog is over. Undefined where another message was quicker.
 * @throws what `done` throws: the dialog stays then.
 */
export async function finish(closing: Closing): Promise<{ readonly answer: Done } | undefined> {
  const { ctx, state, script, answers, ledger } = closing
  const { done } = script.options
  const { CreateTime: at } = ctx.message
  const stays = closing.stays && { ...closing.stays, since: at }
  const key = keyOf(ctx.message)
  if (typeof done !== 'function') {
    const content = done === undefined ? undefined : fill(done, answers, script.yearOf(ctx.message))
    await script.errands(ctx, answers)
    const reply: Reply = content === undefined ? NONE : { type: 'text', content }
    const isWritten = await ledger.write(ctx, next(state, undefined, { key, said: { reply } }))
    return isWritten ? { answer: reply } : undefined
  }
  // Before the work: a message that comes meanwhile, here or elsewhere, is not the last answer again.
  const marked = next(state, stays && { ...stays, finishing: { key, at } })
  if (!(await ledger.write(ctx, marked))) return undefined
  let answer: Done
  try {
    answer = await done(ctx, answers as never)
  } catch (error) {
    const isBack = await ledger.write(ctx, next(marked, stays)).catch((err: unknown) => {
      ctx.log.warn({ err }, 'the last step of a dialog stays closed for a while')
    })
    if (isBack === false) ctx.log.warn('a dialog went on while its done() failed')
    throw error
  }
  await script.errands(ctx, answers)
  const said: Said = { reply: kept(answer) }
  // The work is done, and its user is told, whatever becomes of the state.
  const isWritten = await ledger
    .write(ctx, next(marked, undefined, { key, said }))
    .catch((err: unknown) => {
      ctx.log.warn(
        { err },
        'a dialog that is done could not be closed: its last step may be asked again',
      )
    })
  if (isWritten === false) ctx.log.warn('a dialog went on while its done() ran')
  return { answer: isSilent(answer) ? NONE : answer }
}

/** As core reads what a handler of JavaScript returns. */
function isSilent(answer: unknown): boolean {
  return answer === undefined || answer === null || answer === false || answer === ''
}

/** As JSON gives it back; none for a file, for what is long, and for what is no reply: that fails by itself. */
function kept(answer: Done): Reply {
  if (isSilent(answer)) return NONE
  try {
    const json = JSON.stringify(toReply(answer))
    return (typeof answer === 'object' && 'file' in answer) || json.length > MAX_KEPT
      ? NONE
      : (JSON.parse(json) as Reply)
  } catch {
    return NONE
  }
}

/** The reply that says it. A menu goes out by the API: then the reply is none. */
export async function speak(ctx: Context, said: Said): Promise<Reply> {
  if ('reply' in said) return said.reply
  const { head, choices, text } = said.menu
  const list = choices.map((content, i) => ({ id: String(i + 1), content }))
  try {
    await ctx.send({ type: 'msgmenu', head, list, tail: '' })
    return NONE
  } catch (err) {
    ctx.log.warn({ err }, 'buttons could not be sent, asked as a text')
    return { type: 'text', content: text }
  }
}
