/** `wechatbot chat`: a chat with a bot, without an account and without a phone. */
import type { LogLevel } from '@wechatbot/core'
import { ATTEMPTS, PATIENCE_MS, SAMPLE_USER } from '@wechatbot/simulator'
import { connect, host } from '../chat/peer.ts'
import { chatOn } from '../chat/screens.ts'
import { helpText } from '../chat/slash-commands.ts'
import { LEVELS } from '../config/sections.ts'
import { type Arguments, type Command, suggestion, textOption, UsageError } from '../usage.ts'
import { words } from '../words/index.ts'

const { chat: say } = words

/** How long a plugin may take to close. */
const END_MS = 500

export const command: Command = {
  options: {
    bot: { type: 'string' },
    from: { type: 'string' },
    url: { type: 'string' },
    port: { type: 'string', short: 'p' },
    'in-process': { type: 'boolean' },
    json: { type: 'boolean' },
    log: { type: 'string' },
  },
  help: say.help(helpText(), SAMPLE_USER, PATIENCE_MS / 1000, ATTEMPTS),

  async run(args, invocation) {
    const [value] = args.positionals
    if (value !== undefined) throw new UsageError(say.noValues(value))
    const isHere = args.values['in-process'] === true
    const named = ['url', 'port'].find((option) => textOption(args, option) !== undefined)
    if (isHere && named !== undefined) {
      throw new UsageError(say.oneOfTwo(named))
    }
    const level = levelOption(args)
    if (!isHere && textOption(args, 'log') !== undefined) {
      throw new UsageError(say.logIsItsOwn)
    }
    const peer = isHere ? await host(args, level, invocation) : await connect(args, invocation)
    // Keeps the process alive: timers of the clock do not, and a handler may wait for nothing else.
    const alive = setInterval(() => {}, 60_000)
    try {
      const openid = textOption(args, 'from') ?? SAMPLE_USER
      return await chatOn(peer, { openid, isJson: args.values.json === true }, invocation)
    } finally {
      await Promise.race([peer.close(), new Promise((resolve) => setTimeout(resolve, END_MS))])
      clearInterval(alive)
    }
  },
}

function levelOption(args: Arguments): LogLevel {
  const level = textOption(args, 'log') ?? 'warn'
  const known = LEVELS.find((name) => name === level)
  if (known !== undefined) return known
  throw new UsageError(say.badLevel(LEVELS, level, suggestion(level, LEVELS)))
}
