/** `wechatbot menu`: the menu of the config file, and the one that users see. */
import { createInterface } from 'node:readline/promises'
import { type Bot, createBot, createLogger, type Menu, toWechatMenu } from '@wechatbot/core'
import { secretsOf } from '@wechatbot/core/internal'
import { loadConfig } from '../config/load.ts'
import { CliError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { diffLines } from '../menu/diff.ts'
import { withReplies } from '../menu/replies.ts'
import { chooseBot } from '../target.ts'
import { toJson } from '../terminal/clean.ts'
import {
  type Arguments,
  type Command,
  configOption,
  suggestion,
  textOption,
  UsageError,
} from '../usage.ts'

const ACTIONS = ['diff', 'push', 'pull', 'delete']

export const menu: Command = {
  summary: 'compare, push, pull or delete the menu',
  options: {
    config: { type: 'string', short: 'c' },
    bot: { type: 'string' },
    yes: { type: 'boolean', short: 'y' },
    json: { type: 'boolean' },
  },
  help: `Usage: wechatbot menu diff|push|pull|delete [options]

The menu below the chat, as the config file writes it and as WeChat has it.

  diff    shows where they differ; exits 1 if they do
  push    shows the same, asks, and makes the config file's menu WeChat's
  pull    prints WeChat's, to be pasted into the config file, whose replies stay
  delete  asks, and deletes WeChat's, with its personalised menus

Options:
      --bot NAME     the bot of the config file (the first)
  -y, --yes          do not ask
      --json         diff and pull: as JSON
  -c, --config FILE  the config file
  -h, --help         this text

Users see a new menu within five minutes, or when they follow anew.
`,

  async run(args, invocation) {
    const [action, ...rest] = args.positionals
    if (action === undefined || !ACTIONS.includes(action)) {
      const got = action === undefined ? 'nothing' : `"${action}"${suggestion(action, ACTIONS)}`
      throw new UsageError(`menu takes one of ${ACTIONS.join(', ')}, got ${got}`)
    }
    if (rest.length > 0) throw new UsageError(`menu ${action} takes no values, got "${rest[0]}"`)
    const { bot, own, written, close } = await open(args, invocation)
    try {
      if (action === 'pull') {
        const theirs = await bot.api.menu.get()
        return pull(theirs && withReplies(theirs, written), args, invocation)
      }
      if (action === 'delete') return await remove(bot, args, invocation)
      if (own === undefined) {
        throw new CliError(
          `bot "${bot.name}" has no menu in the config file; add menu: { button: [...] }`,
        )
      }
      return await (action === 'diff' ? diff : push)(bot, own, args, invocation)
    } finally {
      await close()
    }
  },
}

async function open(args: Arguments, { cwd, clock }: Invocation) {
  const config = await loadConfig(configOption(args, cwd))
  await config.store?.close()
  const chosen = chooseBot(config.bots, textOption(args, 'bot'))
  const logger = createLogger({ level: 'silent', secrets: secretsOf(chosen) })
  // Without its plugins: the menu needs none.
  const bot = createBot({ ...chosen, plugins: [], logger, clock })
  const own = chosen.menu === undefined ? undefined : toWechatMenu(chosen.menu)
  return { bot, own, written: chosen.menu, close: () => bot.close() }
}

async function diff(bot: Bot, own: Menu, args: Arguments, { stdout }: Invocation): Promise<number> {
  const theirs = await bot.api.menu.get()
  const isSame = print(theirs) === print(own)
  if (args.values.json === true) {
    stdout.write(`${toJson({ same: isSame, config: own, wechat: theirs ?? null })}\n`)
  } else {
    stdout.write(isSame ? 'the same\n' : `${showDiff(theirs, own)}\n`)
  }
  return isSame ? 0 : 1
}

async function push(bot: Bot, own: Menu, args: Arguments, invocation: Invocation): Promise<number> {
  const { stdout } = invocation
  const theirs = await bot.api.menu.get()
  if (print(theirs) === print(own)) {
    stdout.write('the same already\n')
    return 0
  }
  stdout.write(`${showDiff(theirs, own)}\n`)
  if (!(await isConfirmed(args, invocation, 'Make this the menu of the account?'))) return 1
  await bot.api.menu.create(own)
  stdout.write('pushed; users see it within five minutes\n')
  return 0
}

function pull(theirs: Menu | undefined, args: Arguments, { stdout }: Invocation): number {
  if (args.values.json === true) stdout.write(`${toJson(theirs ?? null)}\n`)
  else if (theirs === undefined) stdout.write('the account has no menu\n')
  else stdout.write(`menu: ${literal(theirs)},\n`)
  return 0
}

async function remove(bot: Bot, args: Arguments, invocation: Invocation): Promise<number> {
  const question = 'Delete the menu of the account, personalised menus too?'
  if (!(await isConfirmed(args, invocation, question))) return 1
  await bot.api.menu.delete()
  invocation.stdout.write('deleted\n')
  return 0
}

async function isConfirmed(
  args: Arguments,
  { stdin, stdout }: Invocation,
  question: string,
): Promise<boolean> {
  if (args.values.yes === true) return true
  if (stdin.isTTY !== true) {
    throw new UsageError('nobody is there to be asked; confirm with --yes')
  }
  const rl = createInterface({ input: stdin, output: stdout })
  const answer = await rl.question(`${question} [y/N] `)
  rl.close()
  return /^(y|yes|是)$/i.test(answer.trim())
}

function print(menu: Menu | undefined): string {
  return menu === undefined ? '' : toJson(menu, 2)
}

function showDiff(theirs: Menu | undefined, own: Menu): string {
  return diffLines(print(theirs), print(own)).join('\n')
}

/** As TypeScript is written: names without quotes. */
function literal(menu: Menu): string {
  return toJson(menu, 2)
    .replace(/^(\s*)"(\w+)":/gm, '$1$2:')
    .replace(/"((?:[^"\\]|\\.)*)"/g, (_, text: string) => `'${text.replaceAll("'", "\\'")}'`)
}
