/** The words of the command in English. Every other language has the same keys. */
import { chat } from './chat.ts'
import { check } from './check.ts'
import { config } from './config.ts'
import { dev } from './dev.ts'
import { doctor } from './doctor.ts'
import { importConsole } from './import.ts'
import { jobs } from './jobs.ts'
import { main } from './main.ts'
import { menu } from './menu.ts'
import { send } from './send.ts'
import { start } from './start.ts'

export const EN = { chat, check, config, dev, doctor, importConsole, jobs, main, menu, send, start }

/** The type of all words. A language that lacks a word does not compile. */
export type Words = typeof EN
