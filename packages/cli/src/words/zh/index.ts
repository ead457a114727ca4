/** The words of the command in Chinese, with the terms of WeChat's console. */
import type { Words } from '../en/index.ts'
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

export const ZH: Words = {
  chat,
  check,
  config,
  dev,
  doctor,
  importConsole,
  jobs,
  main,
  menu,
  send,
  start,
}
