/** Errors that end a command early, and how they are shown. */
import { ApiError } from '@wechatbot/core/internal/api/error'
import { WechatBotError } from '@wechatbot/core/internal/errors'
import { syntaxError } from './place.ts'
import { words } from './words/index.ts'

/** An expected failure. Its text is all that the user needs. Exit code 1. */
export class CliError extends Error {
  override readonly name = 'CliError'
}

/** Ctrl-C at a question. Nothing is shown. Exit code 130, as of a command that SIGINT ends. */
export class Interrupted extends Error {}

/** An error's text with its causes. The stack is shown only for an unexpected error. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isForeseen = error.name === 'WechatBotError' || error.name === 'CliError'
  const text = isForeseen ? said(error) : (error.stack ?? error.message)
  const { cause } = error
  // The text may already have that of its cause. A syntax error is said in one line, in our way.
  const isNew = cause instanceof Error && !text.includes(syntaxError(cause) ?? firstLine(cause.message))
  return isNew ? `${text}\n  ${words.main.because(cause.message)}` : text
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').trim()
}

/** The words of core's errors are English. Those that a wrong account brings are said in the language of the command. */
function said(error: Error): string {
  if (error instanceof ApiError) return words.main.apiFailed(error)
  const isOfAccount = error instanceof WechatBotError && error.code === 'NO_API'
  return isOfAccount ? words.main.noApi : error.message
}
