/** What ends a command early, and how it is told. */
import { words } from './words/index.ts'

/** A failure that was foreseen: its text is all the user needs. Exit 1. */
export class CliError extends Error {
  override readonly name = 'CliError'
}

/** An error's text with its causes; the stack only for what was not foreseen. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isForeseen = error.name === 'WechatBotError' || error.name === 'CliError'
  const text = isForeseen ? error.message : (error.stack ?? error.message)
  const { cause } = error
  // Core's own errors may begin with what their cause says.
  const isNew = cause instanceof Error && !text.includes(cause.message)
  return isNew ? `${text}\n  ${words.main.because(cause.message)}` : text
}
