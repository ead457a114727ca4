/**
 * What people read of the command: help, advice, problems, a chat. One file a room, and one folder a
 * language. Logs, `--json` and the errors of core are English in every language, for programs.
 */
import { chat } from './en/chat.ts'
import { check } from './en/check.ts'
import { config } from './en/config.ts'
import { dev } from './en/dev.ts'
import { doctor } from './en/doctor.ts'
import { importConsole } from './en/import.ts'
import { jobs } from './en/jobs.ts'
import { main } from './en/main.ts'
import { menu } from './en/menu.ts'
import { send } from './en/send.ts'
import { start } from './en/start.ts'
import { ZH } from './zh/index.ts'

export { ZH }

export const EN = { chat, check, config, dev, doctor, importConsole, jobs, main, menu, send, start }

/** Every language has all of them: one that lacks a word does not compile. */
export type Words = typeof EN

/** Chinese where the first of LC_ALL, LC_MESSAGES and LANG that is set begins with zh. */
export function wordsFor({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Words {
  return /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? ZH : EN
}

/** Those of this process. */
export const words: Words = wordsFor(process.env)
