/** Ends a dialog, and sends its texts. */
import { type Context, type Reply, toReply } from '@wechatbot/core'
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
  /** The dialog before its last answer. It is open again when `done` throws. */
  readonly stays: Open | undefined
  readonly ledger: Ledger
}

const NONE: Reply = { type: 'none' }
/** The most bytes of JSON of a reply that is kept for a message that runs again. */
const MAX_KEPT = 16 * 1024

/**
 * Runs `done`, and writes that the dialog is over. Undefined where another message was quicker.
 * @throws the error of `done`. Then the dialog stays open.
 */
export async function finish(closing: Closing): Promise<{ readonly answer: Done } | undefined> {
  const { ctx, state, script, answers, ledger } = closing
  const { key } = ctx
  const { CreateTime: at } = ctx.message
  const stays = closing.stays && { ...closing.stays, since: at }
  // Written before the work, so that a message which comes meanwhile, in any process, is not read as the last
  // answer.
  const marked = next(state, stays && { ...stays, finishing: { key, at } })
  if (!(await ledger.write(ctx, marked))) return undefined
  let answer: Done
  try {
    answer = await answerOf(closing)
  } catch (error) {
    const isBack = await ledger.write(ctx, next(marked, stays)).catch((err: unknown) => {
      ctx.log.warn({ err }, 'the last step of a dialog stays closed for a while')
    })
    if (isBack === false) ctx.log.warn('a dialog went on while its done() failed')
    throw error
  }
  await script.errands(ctx, answers)
  const said: Said = { reply: kept(answer) }
  // The work is done and its user gets the reply, even if the state cannot be written.
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

/** Of `done`: a function's, or its text. */
function answerOf({ ctx, script, answers }: Closing): Done | Promise<Done> {
  const { done } = script.options
  if (typeof done === 'function') return done(ctx, answers as never)
  return done === undefined ? undefined : fill(done, answers, script.yearOf(ctx.message))
}

/** Whether core takes this return value of a handler in JavaScript for no reply. */
function isSilent(answer: unknown): boolean {
  return answer === undefined || answer === null || answer === false || answer === ''
}

/**
 * The reply as JSON gives it back. It is none for a file and for a long reply. It is also none for a value that is
 * no reply, which fails later by itself.
 */
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

/** The reply with this text. A menu goes out by the API, and then the reply is none. */
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
