/** The rooms of the words: what is said by each part of the command. */

/** All words. Each language has the same. A room that lacks a word does not compile. */
export type Words = typeof import('./en/chat.ts') &
  typeof import('./en/check.ts') &
  typeof import('./en/config.ts') &
  typeof import('./en/dev.ts') &
  typeof import('./en/doctor.ts') &
  typeof import('./en/import.ts') &
  typeof import('./en/jobs.ts') &
  typeof import('./en/main.ts') &
  typeof import('./en/menu.ts') &
  typeof import('./en/send.ts') &
  typeof import('./en/start.ts')

/** The file of each room, in the folder of each language. */
export const FILES: Readonly<Record<keyof Words, string>> = {
  chat: 'chat',
  check: 'check',
  config: 'config',
  dev: 'dev',
  doctor: 'doctor',
  importConsole: 'import',
  jobs: 'jobs',
  main: 'main',
  menu: 'menu',
  send: 'send',
  start: 'start',
}
