/** `wechatbot menu`: the menu of the config file, and the one that users see. */
import { createInterface } from 'node:readline/promises'
import {
  type Bot,
  createBot,
  createLogger,
  type Menu,
  secretsOf,
  toWechatMenu,
} from '@wechatbot/core'
import { loadConfig } from '../config/load.ts'
import { CliError } from '../errors.ts'
import { diffLines } from '../lines.ts'
import { chooseBot } from '../target.ts'
import { type Arguments, type Command, suggestion, textOption, UsageError } from '../usage.ts'

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
  pull    prints WeChat's, to be pasted into the config file
  delete  asks, and deletes WeChat's, with its personalised menus

Options:
      --bot NAME     the bot of the config file (the first)
  -y, --yes          do not ask
      --json         diff and pull: as JSON
  -c, --config FILE  the config file
  -h, --help         this text

Users see a new menu within five minutes, or when they follow anew.
`,

  async run(args) {
    const [action, ...rest] = args.positionals
    if (action === undefined || !ACTIONS.includes(action)) {
      const got = action === undefined ? 'nothing' : `"${action}"${suggestion(action, ACTIONS)}`
      throw new UsageError(`menu takes one of ${ACTIONS.join(', ')}, got ${got}`)
    }
    if (rest.length > 0) throw new UsageError(`menu ${action} takes no values, got "${rest[0]}"`)
    const { bot, own, close } = await open(args)
    try {
      if (action === 'pull') return pull(await bot.api.menu.get(), args)
      if (action === 'delete') return await remove(bot, args)
      if (own === undefined) {
        throw new CliError(
          `bot "${bot.name}" has no menu in the config file; add menu: { button: [...] }`,
        )
      }
      return action === 'diff' ? await diff(bot, own, args) : await push(bot, own, args)
    } finally {
      await close()
    }
  },
}

async function open(args: Arguments) {
  const file = textOption(args, 'config')
  const config = await loadConfig(file === undefined ? {} : { file })
  await config.store?.close()
  const chosen = chooseBot(config.bots, textOption(args, 'bot'))
  const logger = createLogger({ level: 'silent', secrets: secretsOf(chosen) })
  // Without its plugins: the menu needs none.
  const bot = createBot({ ...chosen, plugins: [], logger })
  const own = chosen.menu === undefined ? undefined : toWechatMenu(chosen.menu)
  return { bot, own, close: () => bot.close() }
}

async function diff(bot: Bot, own: Menu, args: Arguments): Promise<number> {
  const theirs = await bot.api.menu.get()
  const isSame = print(theirs) === print(own)
  if (args.values.json === true) {
    process.stdout.write(
      `${JSON.stringify({ same: isSame, config: own, wechat: theirs ?? null })}\n`,
    )
  } else {
    process.stdout.write(isSame ? 'the same\n' : `${showDiff(theirs, own)}\n`)
  }
  return isSame ? 0 : 1
}

async function push(bot: Bot, own: Menu, args: Arguments): Promise<number> {
  const theirs = await bot.api.menu.get()
  if (print(theirs) === print(own)) {
    process.stdout.write('the same already\n')
    return 0
  }
  process.stdout.write(`${showDiff(theirs, own)}\n`)
  if (!(await isConfirmed(args, 'Make this the menu of the account?'))) return 1
  await bot.api.menu.create(own)
  process.stdout.write('pushed; users see it within five minutes\n')
  return 0
}

function pull(theirs: Menu | undefined, args: Arguments): number {
  if (args.values.json === true) process.stdout.write(`${JSON.stringify(theirs ?? null)}\n`)
  else if (theirs === undefined) process.stdout.write('the account has no menu\n')
  else process.stdout.write(`menu: ${literal(theirs)},\n`)
  return 0
}

async function remove(bot: Bot, args: Arguments): Promise<number> {
  if (!(await isConfirmed(args, 'Delete the menu of the account, personalised menus too?')))
    return 1
  await bot.api.menu.delete()
  process.stdout.write('deleted\n')
  return 0
}

async function isConfirmed(args: Arguments, question: string): Promise<boolean> {
  if (args.values.yes === true) return true
  if (process.stdin.isTTY !== true) {
    throw new UsageError('nobody is there to be asked; confirm with --yes')
  }
  const rl = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await rl.question(`${question} [y/N] `)
  rl.close()
  return /^(y|yes|是)$/i.test(answer.trim())
}

function print(menu: Menu | undefined): string {
  return menu === undefined ? '' : JSON.stringify(menu, undefined, 2)
}

function showDiff(theirs: Menu | undefined, own: Menu): string {
  return diffLines(print(theirs), print(own)).join('\n')
}

/** As TypeScript is written: names without quotes. */
function literal(menu: Menu): string {
  return JSON.stringify(menu, undefined, 2)
    .replace(/^(\s*)"(\w+)":/gm, '$1$2:')
    .replace(/"((?:[^"\\]|\\.)*)"/g, (_, text: string) => `'${text.replaceAll("'", "\\'")}'`)
}
