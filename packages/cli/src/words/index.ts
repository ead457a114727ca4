/**
 * What people read of the command: help, advice, problems, a chat. One file a room, and one folder a
 * language. Logs, `--json` and the errors of core are English in every language, for programs.
 */
import { config } from './en/config.ts'

const EN = { config }

/** Every language has all of them: `const ZH: Words` does not compile without one. */
export type Words = typeof EN

export const words: Words = EN
