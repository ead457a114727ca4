/** `wechatbot import`: writes the settings of WeChat's console as a configuration. */
import { existsSync, writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { resolveBot } from '@wechatbot/core/internal/config/defaults'
import { packageOf } from '../config/not-found.ts'
import { configProblems } from '../config/sections.ts'
import { CliError } from '../errors.ts'
import { importAutoReply } from '../import/auto-reply.ts'
import { Notes } from '../import/notes.ts'
import { importSelfMenu } from '../import/self-menu.ts'
import { escaped, withoutVariables } from '../import/variables.ts'
import type { Invocation } from '../invocation.ts'
import { openAccount } from '../target.ts'
import { clean } from '../terminal/clean.ts'
import { type Arguments, assertNoValues, type Command, textOption } from '../usage.ts'
import { words } from '../words/index.ts'

const { importConsole: say } = words

const OUT = 'wechatbot.imported.json'

export const command: Command = {
  options: {
    bot: { type: 'string' },
    out: { type: 'string' },
  },
  help: say.help,

  async run(args, invocation) {
    assertNoValues('import', args)
    const { cwd, clock, stdout } = invocation
    const out = textOption(args, 'out') ?? OUT
    const file = resolve(cwd, out)
    // The file is checked before WeChat is asked, because WeChat counts the calls.
    if (existsSync(file)) throw new CliError(say.exists(out))
    const { autoReply, selfMenu, timeZone } = await ask(args, invocation)
    const notes = new Notes()
    const { welcome, rules } = importAutoReply(autoReply, notes)
    const menu = importSelfMenu(selfMenu, notes)
    const plugins = [
      ...(welcome === undefined ? [] : [['welcome', { reply: welcome }]]),
      ...(rules.length === 0 ? [] : [['keyword', { rules }]]),
    ]
    const imported = withoutVariables({ plugins, ...(menu && { menu }) }, notes)
    const config = { bots: [{ token: '${WECHAT_TOKEN}', ...imported }] }
    for (const { path, expected, got } of configProblems(config)) {
      notes.add('check', say.problem(path, expected, got))
    }
    const found = [
      ...(welcome === undefined ? [] : [say.welcome]),
      ...(rules.length === 0 ? [] : [say.rules(rules.length)]),
      ...(menu === undefined ? [] : [say.buttons(menu.button.length)]),
    ]
    if (found.length === 0) {
      stdout.write(clean([...notes.lines, say.nothing, ''].join('\n')))
      return 0
    }
    const remarks = [say.origin(timeIn(timeZone, clock.now())), ...notes.lines]
    const text = JSON.stringify(
      { $schema: SCHEMA, $comment: remarks.map(escaped), ...config },
      null,
      2,
    )
    write(file, out, `${text}\n`)
    const last = [
      say.written(found, out),
      ...(plugins.length === 0 ? [] : [say.needs(plugins.map(([name]) => packageOf(`${name}`)))]),
      say.checkIt(relative(cwd, file)),
      '',
    ]
    stdout.write(clean([...notes.lines, ...last].join('\n')))
    return 0
  },
}

const SCHEMA = './node_modules/wechatbot/wechatbot.schema.json'

/** Resolves to both answers of WeChat. @throws CliError, or ApiError when WeChat refuses. */
async function ask(args: Arguments, invocation: Invocation) {
  const { bot, config } = await openAccount(args, invocation)
  try {
    return {
      autoReply: await bot.api.get('/cgi-bin/get_current_autoreply_info'),
      selfMenu: await bot.api.get('/cgi-bin/get_current_selfmenu_info'),
      timeZone: resolveBot(config).timeZone,
    }
  } finally {
    await bot.close()
  }
}

/** `2026-11-28 19:00:00 +08:00` */
function timeIn(timeZone: string, at: number): string {
  const day = { timeZone, dateStyle: 'short', timeStyle: 'medium' } as const
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  const offset = parts.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  // UTC itself is written `GMT`.
  const shown = offset.replace(/^GMT/, '') || '+00:00'
  return `${new Intl.DateTimeFormat('sv-SE', day).format(at)} ${shown}`
}

/** @throws CliError for a file that was made meanwhile, and any other error of the file system. */
function write(file: string, out: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new CliError(say.exists(out))
    throw error
  }
}
