/** What a bot says, on the terminal of whoever runs the command. */
import { wechatbot } from '../running.js'
import { type Case, each, expectThat } from './case.js'

/** Each call is a process: one text has all. */
const ESCAPES = 'a\u009b2J\u009d0;owned\u009c\u202egnp.exe\u2066\u2028b\u0085c'

export const terminal: readonly Case[] = [
  {
    id: 'S32',
    name: 'a reply that moves the cursor, sets a title or turns text, on a terminal',
    modes: ['plain'],
    isSlow: true,
    run: (target) => {
      const url = `http://127.0.0.1:${target.server.port}${target.path}`
      return each(
        [[ESCAPES], [ESCAPES, '--xml'], [ESCAPES, '--json']],
        async (words) => {
          const call = ['send', 'text', ...words, '--url', url]
          const { code, stdout, stderr } = await wechatbot(call, target.server.folder)
          const output = stdout + stderr
          return [
            ...expectThat(code === 0, `ended with ${code}: ${output}`),
            ...expectThat(
              !/[^\P{Cc}\n]|[\u2028-\u202e\u2066-\u2069]/u.test(output),
              `shows ${JSON.stringify(output)}`,
            ),
          ]
        },
        2,
      )
    },
  },
]
