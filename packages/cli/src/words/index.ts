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

const EN = { chat, check, config, dev, doctor, importConsole, jobs, main, menu, send, start }

/** Every language has all of them: `const ZH: Words` does not compile without one. */
export type Words = typeof EN

export const words: Words = EN
