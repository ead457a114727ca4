/** `wechatbot menu`: works with the menu of the config file and with the menu that users see. */
import { createInterface } from 'node:readline'
import { type Bot, type Menu, toWechatMenu } from '@wechatbot/core'
import { CliError, Interrupted } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { diffLines } from '../menu/diff.ts'
import { withReplies } from '../menu/replies.ts'
import { openAccount } from '../target.ts'
import { toJson } from '../terminal/clean.ts'
import { type Arguments, type Command, suggestion, UsageError } from '../usage.ts'
import { words } from '../words/index.ts'

const { menu: say } = words

const ACTIONS = ['diff', 'push', 'pull', 'delete']

export const command: Command = {
  options: {
    bot: { type: 'string' },
    yes: { type: 'boolean', short: 'y' },
    json: { type: 'boolean' },
  },
  help: say.help,

  async run(args, invocation) {
    const [action, ...rest] = args.positionals
    if (action === undefined || !ACTIONS.includes(action)) {
      const got = action === undefined ? undefined : `"${action}"${suggestion(action, ACTIONS)}`
      throw new UsageError(say.takes(ACTIONS, got))
    }
    if (rest.length > 0)
      throw new UsageError(words.main.noValues(`menu ${action}`, String(rest[0])))
    const { bot, config } = await openAccount(args, invocation)
    try {
      if (action === 'pull') {
        const theirs = await bot.api.menu.get()
        return pull(theirs && withReplies(theirs, config.menu), args, invocation)
      }
      if (action === 'delete') return await remove(bot, args, invocation)
      if (config.menu === undefined) throw new CliError(say.noMenu(bot.name))
      const own = toWechatMenu(config.menu)
      return await (action === 'diff' ? diff : push)(bot, own, args, invocation)
    } finally {
      await bot.close()
    }
  },
}

async function diff(bot: Bot, own: Menu, args: Arguments, { stdout }: Invocation): Promise<number> {
  const theirs = await bot.api.menu.get()
  const isSame = print(theirs) === print(own)
  if (args.values.json === true) {
    stdout.write(`${toJson({ same: isSame, config: own, wechat: theirs ?? null })}\n`)
  } else {
    stdout.write(`${isSame ? say.same : showDiff(theirs, own)}\n`)
  }
  return isSame ? 0 : 1
}

async function push(bot: Bot, own: Menu, args: Arguments, invocation: Invocation): Promise<number> {
  const { stdout } = invocation
  const theirs = await bot.api.menu.get()
  if (print(theirs) === print(own)) {
    stdout.write(`${say.sameAlready}\n`)
    return 0
  }
  stdout.write(`${showDiff(theirs, own)}\n`)
  if (!(await isConfirmed(args, invocation, say.mayPush))) return 1
  await bot.api.menu.create(own)
  stdout.write(`${say.pushed}\n`)
  return 0
}

function pull(theirs: Menu | undefined, args: Arguments, { stdout }: Invocation): number {
  if (args.values.json === true) stdout.write(`${toJson(theirs ?? null)}\n`)
  else if (theirs === undefined) stdout.write(`${say.accountHasNone}\n`)
  else stdout.write(`menu: ${literal(theirs)},\n`)
  return 0
}

async function remove(bot: Bot, args: Arguments, invocation: Invocation): Promise<number> {
  if (!(await isConfirmed(args, invocation, say.mayDelete))) return 1
  await bot.api.menu.delete()
  invocation.stdout.write(`${say.deleted}\n`)
  return 0
}

async function isConfirmed(
  args: Arguments,
  { stdin, stdout }: Invocation,
  question: string,
): Promise<boolean> {
  if (args.values.yes === true) return true
  if (stdin.isTTY !== true) {
    throw new UsageError(say.cannotAsk)
  }
  const rl = createInterface({ input: stdin, output: stdout })
  const answer = await new Promise<string>((resolve, reject) => {
    rl.once('SIGINT', () => {
      stdout.write('\n')
      reject(new Interrupted())
    })
    // Ctrl-D: the end of the input is no answer.
    rl.once('close', () => resolve(''))
    rl.question(`${question} [y/N] `, resolve)
  }).finally(() => rl.close())
  return /^(y|yes|是)$/i.test(answer.trim())
}

function print(menu: Menu | undefined): string {
  return menu === undefined ? '' : toJson(menu, 2)
}

function showDiff(theirs: Menu | undefined, own: Menu): string {
  return diffLines(print(theirs), print(own)).join('\n')
}

/** The menu in the style of TypeScript: names without quotes. */
function literal(menu: Menu): string {
  return toJson(menu, 2)
    .replace(/^(\s*)"(\w+)":/gm, '$1$2:')
    .replace(/"((?:[^"\\]|\\.)*)"/g, (_, text: string) => `'${text.replaceAll("'", "\\'")}'`)
}
