/** `wechatbot chat`: a chat with a bot, without an account and without a phone. */
import { ATTEMPTS, PATIENCE_MS, SAMPLE_USER } from '@wechatbot/simulator'
import { connect, host } from '../chat/peer.ts'
import { chatOn } from '../chat/screens.ts'
import { helpText } from '../chat/slash-commands.ts'
import { type Arguments, type Command, suggestion, textOption, UsageError } from '../usage.ts'

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** How long a plugin may take to close. */
const END_MS = 500

export const chat: Command = {
  summary: 'talk to a bot',
  options: {
    config: { type: 'string', short: 'c' },
    bot: { type: 'string' },
    from: { type: 'string' },
    url: { type: 'string' },
    port: { type: 'string', short: 'p' },
    'in-process': { type: 'boolean' },
    json: { type: 'boolean' },
    log: { type: 'string' },
  },
  help: `Usage: wechatbot chat [options]

Talks to a running bot, or to the config file's bot in this process. Each line is a message; a line
that begins with / does something else:

${helpText()}

Through a pipe it reads line by line and prints what was said:

  printf '你好\\n/location 22.54 114.06\\n' | wechatbot chat

Options:
      --in-process   the bot runs here: no server needed, and WeChat's API is faked, so that late
                     messages are shown and reach nobody; what it keeps stays in the configured
                     store, apart from what "wechatbot start" keeps
      --from OPENID  who you are at first (${SAMPLE_USER})
      --bot NAME     the bot of the config file (the first)
  -p, --port N       where it listens on this machine (the config's port)
      --url URL      where it listens elsewhere: https://example.com/wechat
      --log LEVEL    with --in-process: what of the bot's log is shown, on stderr (warn)
      --json         one record a line: said, answered, late
  -c, --config FILE  the config file
  -h, --help         this text

A request without an answer in ${PATIENCE_MS / 1000} s is cut and sent again, ${ATTEMPTS} in all, as WeChat does. Through a pipe it
exits 1 when a message brought the outage notice, or a line was no command.
`,

  async run(args, invocation) {
    if (args.positionals.length > 0) {
      throw new UsageError(
        `chat takes no values, got "${args.positionals[0]}"; to send one message: wechatbot send text ${args.positionals[0]}`,
      )
    }
    const isHere = args.values['in-process'] === true
    const named = ['url', 'port'].find((option) => textOption(args, option) !== undefined)
    if (isHere && named !== undefined) {
      throw new UsageError(`--${named} names a running bot, --in-process none; choose one`)
    }
    const level = levelOption(args)
    if (!isHere && textOption(args, 'log') !== undefined) {
      throw new UsageError('--log is for --in-process; a running bot writes its own log')
    }
    const peer = isHere ? await host(args, level, invocation) : await connect(args, invocation)
    // The clock's timers do not keep the process, and a handler in it may wait for nothing that does.
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

function levelOption(args: Arguments): (typeof LEVELS)[number] {
  const level = textOption(args, 'log') ?? 'warn'
  const known = LEVELS.find((name) => name === level)
  if (known !== undefined) return known
  throw new UsageError(
    `--log: expected one of ${LEVELS.join(', ')}, got "${level}"${suggestion(level, LEVELS)}`,
  )
}
