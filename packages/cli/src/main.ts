/** The command line: finds the command, parses its words, turns failures into exit codes. */
import { createRequire } from 'node:module'
import { messageOf } from './errors.ts'
import type { Invocation } from './invocation.ts'
import { presentable } from './terminal/clean.ts'
import { type Command, parseArguments, suggestion, UsageError } from './usage.ts'

/** What each command does, and where it is: only the one that runs is loaded. */
const COMMANDS: Readonly<Record<string, { summary: string; load: () => Promise<Command> }>> = {
  start: {
    summary: 'run the bots of the config file',
    load: async () => (await import('./commands/start.ts')).start,
  },
  dev: {
    summary: 'run them for trying out: a page to talk to them, restarts when a file changes',
    load: async () => (await import('./commands/dev.ts')).dev,
  },
  check: {
    summary: 'load the config file and show bots, plugins and handlers',
    load: async () => (await import('./commands/check.ts')).check,
  },
  chat: {
    summary: 'talk to a running bot, or to the config file’s in this process',
    load: async () => (await import('./commands/chat.ts')).chat,
  },
  doctor: {
    summary: 'find out why a bot and WeChat do not reach each other',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  menu: {
    summary: 'compare, push, pull or delete the menu below the chat',
    load: async () => (await import('./commands/menu.ts')).menu,
  },
  send: {
    summary: 'send a message to a running bot, as WeChat would, and show the reply',
    load: async () => (await import('./commands/send.ts')).send,
  },
}

/** Runs `wechatbot ...args`. Resolves to the exit code: 0 ok, 1 failed, 2 wrong usage. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, stderr } = invocation
  try {
    return await dispatch(invocation)
  } catch (error) {
    if (error instanceof UsageError) {
      const command = args[0] !== undefined && Object.hasOwn(COMMANDS, args[0]) ? ` ${args[0]}` : ''
      stderr.write(`wechatbot: ${presentable(error.message)}\nTry: wechatbot${command} --help\n`)
      return 2
    }
    stderr.write(`wechatbot: ${presentable(messageOf(error))}\n`)
    return 1
  }
}

async function dispatch(invocation: Invocation): Promise<number> {
  const { args, stdout } = invocation
  const [name, ...rest] = args
  if (name === '--version' || name === '-v') {
    stdout.write(`${version()}\n`)
    return 0
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const about = rest[0] === undefined ? undefined : COMMANDS[rest[0]]
    stdout.write(about ? (await about.load()).help : help())
    return name === undefined ? 2 : 0
  }
  if (!Object.hasOwn(COMMANDS, name)) {
    const what = name.startsWith('-') ? 'option' : 'command'
    throw new UsageError(`unknown ${what} ${name}${suggestion(name, Object.keys(COMMANDS))}`)
  }
  const command = await (COMMANDS[name] as (typeof COMMANDS)[string]).load()
  const parsed = parseArguments(rest, command.options)
  if (parsed.values.help === true) {
    stdout.write(command.help)
    return 0
  }
  return command.run(parsed, invocation)
}

function help(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length))
  const lines = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
  )
  return `wechatbot ${version()}: chatbots for WeChat Official Accounts (微信公众号)

Usage: wechatbot <command> [options]

Commands:
${lines.join('\n')}

Options:
  -h, --help     this text; wechatbot <command> --help for a command's
  -v, --version  the version
`
}

function version(): string {
  const require = createRequire(import.meta.url)
  return (require('../package.json') as { version: string }).version
}
