/** Errors that end a command early, and how they are shown. */

import type { Problem } from '@wechatbot/core'
import { ApiError } from '@wechatbot/core/internal/api/error'
import { problemText, WechatBotError } from '@wechatbot/core/internal/errors'
import { placesOf, placeText, syntaxMistake } from './place.ts'
import { words } from './words/index.ts'

/** An expected failure. Its text is all that the user needs. Exit code 1. */
export class CliError extends Error {
  override readonly name = 'CliError'
}

/** The setup of a plugin failed. The text has all that its cause says. The cause itself has the place in the code. */
export class SetupFailed extends CliError {}

/** Ctrl-C at a question. Nothing is shown. Exit code 130, as of a command that SIGINT ends. */
export class Interrupted extends Error {}

/** An error's text with its causes. The stack is shown only for an unexpected error. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return withCause(isForeseen(error) ? said(error) : (error.stack ?? error.message), error)
}

/** An error's text with its causes. For an unexpected error, its stack is left out: somebody else says its place. */
export function summaryOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return withCause(isForeseen(error) ? said(error) : String(error), error)
}

/**
 * An error's text with the first line of its stack that is the user's own. An unexpected error without such a line is
 * shown with its stack.
 */
export function placedMessageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // Core may have thrown the error anew, to name the plugin.
  const [place] = [error, error.cause].flatMap((it) => (it instanceof Error ? placesOf(it) : []))
  if (place === undefined) return messageOf(error)
  return `${summaryOf(error)}\n    at ${placeText(place)}`
}

/** Whether the text of the error is all that the user needs. */
export function isForeseen(error: unknown): boolean {
  return error instanceof Error && ['WechatBotError', 'CliError'].includes(error.name)
}

function withCause(text: string, error: Error): string {
  const { message, cause } = error
  if (!(cause instanceof Error) || error instanceof SetupFailed) return text
  const mistake = syntaxMistake(cause)
  // The text may already have that of its cause. A syntax error is said in one line, in our way, with its place.
  const known = mistake ? placeText(mistake.place) : firstLine(cause.message)
  // The text may be in the language of the command, and its message in English.
  const isNew = ![text, message].some(
    (it) => it.includes(known) || it.includes(words.main.ofCall(known)),
  )
  return isNew ? `${text}\n  ${words.main.because(cause.message)}` : text
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').trim()
}

/**
 * The words of core's errors are English. Those that a wrong account, a wrong store or a wrong call brings, and the
 * problems of an error, are said in the language of the command.
 */
function said(error: Error): string {
  if (error instanceof ApiError) return words.main.apiFailed(error)
  if (!(error instanceof WechatBotError)) return error.message
  if (error.code === 'NO_API') return words.main.noApi
  if (error.message.startsWith('store: ')) return words.main.ofStore(error.message)
  const text = error.problems.reduce(inOurWords, error.message)
  // A plugin names itself before its problems.
  const [, plugin, rest = ''] = /^plugin ("[^"]+"): ?(.*)$/s.exec(text) ?? []
  if (plugin === undefined) return words.main.ofCall(text)
  return words.main.ofPlugin(plugin, words.main.ofCall(rest))
}

/** The message with a problem in the language of the command: a plugin's rules files are checked by the plugin. */
function inOurWords(message: string, { bot: _, plugin: __, ...problem }: Problem): string {
  return message.replace(problemText(problem), () => words.config.problem(problem))
}
