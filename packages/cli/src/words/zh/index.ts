/** The words of the command in Chinese, with the terms of WeChat's console. A room is loaded when it is asked for. */
import { createRequire } from 'node:module'
import type { Words } from '../en/index.ts'

const require = createRequire(import.meta.url)

export const ZH: Words = {
  get chat() {
    return (require('./chat.js') as typeof import('./chat.ts')).chat
  },
  get check() {
    return (require('./check.js') as typeof import('./check.ts')).check
  },
  get config() {
    return (require('./config.js') as typeof import('./config.ts')).config
  },
  get dev() {
    return (require('./dev.js') as typeof import('./dev.ts')).dev
  },
  get doctor() {
    return (require('./doctor.js') as typeof import('./doctor.ts')).doctor
  },
  get importConsole() {
    return (require('./import.js') as typeof import('./import.ts')).importConsole
  },
  get jobs() {
    return (require('./jobs.js') as typeof import('./jobs.ts')).jobs
  },
  get main() {
    return (require('./main.js') as typeof import('./main.ts')).main
  },
  get menu() {
    return (require('./menu.js') as typeof import('./menu.ts')).menu
  },
  get send() {
    return (require('./send.js') as typeof import('./send.ts')).send
  },
  get start() {
    return (require('./start.js') as typeof import('./start.ts')).start
  },
}
