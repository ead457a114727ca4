/** `wechatbot doctor`: why WeChat does not reach the bot, or the bot WeChat. */
import {
  type Bot,
  type BotConfig,
  type Clock,
  createBot,
  createLogger,
  secretsOf,
} from '@wechatbot/core'
import { type LoadedConfig, loadConfig } from '../config/load.ts'
import { examineAccount } from '../doctor/account.ts'
import { examinePort, examineUrl } from '../doctor/address.ts'
import { type Finding, fail, ok, textOf, warn } from '../doctor/finding.ts'
import type { Invocation } from '../invocation.ts'
import { isDemo } from '../serve/demo.ts'
import { chooseBot, secretsFor } from '../target.ts'
import { clean, toJson } from '../terminal/clean.ts'
import { type Arguments, type Command, configOption, textOption, UsageError } from '../usage.ts'

export const doctor: Command = {
  summary: 'find out why a bot and WeChat do not reach each other',
  options: {
    config: { type: 'string', short: 'c' },
    bot: { type: 'string' },
    url: { type: 'string' },
    json: { type: 'boolean' },
  },
  help: `Usage: wechatbot doctor [options]

Looks at the configuration, the clock, the port, the access token with the IP whitelist, the account's
rights, the menu, and, with --url, whether the public URL answers WeChat's handshake. Sends no message.

Options:
      --url URL      the URL of the console: https://example.com/wechat
      --bot NAME     one bot of the config file (all)
      --json         the findings as JSON
  -c, --config FILE  the config file
  -h, --help         this text

Exits 1 when something fails. A warning is no failure.
`,

  async run(args, invocation) {
    if (args.positionals.length > 0) {
      throw new UsageError(`doctor takes no values, got "${args.positionals[0]}"`)
    }
    const findings = await examine(args, invocation)
    const text = args.values.json === true ? toJson(findings, 2) : findings.map(show).join('\n')
    invocation.stdout.write(`${text}\n`)
    return findings.some(({ verdict }) => verdict === 'fail') ? 1 : 0
  },
}

async function examine(args: Arguments, { cwd, clock }: Invocation): Promise<readonly Finding[]> {
  const config = await loadConfig(configOption(args, cwd))
  const findings = [
    ok('config', `${config.file}, ${config.bots.length} bot(s), node ${process.version}`),
  ]
  findings.push(await examinePort(config.server?.host ?? '0.0.0.0', config.server?.port ?? 3000))
  findings.push(...(await examineStore(config)))
  const name = textOption(args, 'bot')
  const bots = name === undefined ? config.bots : [chooseBot(config.bots, name)]
  for (const each of bots) {
    const found = await examineBot(each, clock, textOption(args, 'url'))
    findings.push(...found.map((finding) => ({ bot: each.name ?? 'main', ...finding })))
  }
  return findings
}

async function examineStore({ store }: LoadedConfig): Promise<readonly Finding[]> {
  if (store === undefined) return []
  const without = (why: string) => warn('store', `${why}; the bot goes on alone until it answers`)
  try {
    const claim = await store.turns.claim(`doctor|${Date.now()}`, { leaseMs: 1, ttlMs: 1000 })
    const why = claim.state === 'run' ? claim.degraded : undefined
    return [why === undefined ? ok('store', 'answers') : without(why)]
  } catch (error) {
    return [without(textOf(error))]
  } finally {
    await store.close()
  }
}

async function examineBot(
  config: BotConfig,
  clock: Clock,
  url: string | undefined,
): Promise<readonly Finding[]> {
  const bot = createBot({
    ...config,
    clock,
    logger: createLogger({ level: 'silent', secrets: secretsOf(config) }),
  })
  try {
    return [
      examineToken(config),
      await examinePlugins(bot),
      ...(await examineAccount(bot, config, clock)),
      ...(await examinePublic(config, bot, url)),
    ]
  } finally {
    await bot.close()
  }
}

function examineToken(config: BotConfig): Finding {
  if (isDemo(config)) {
    return warn('token', 'the demo token, served on 127.0.0.1 only; set the token of your account')
  }
  const odd = [config.token].flat().some((token) => !/^[A-Za-z0-9]{3,32}$/.test(token))
  return odd
    ? warn('token', 'the console takes 3 to 32 letters or digits; this one has others')
    : ok(
        'token',
        `has the right shape, ${config.mode ?? (config.encodingAESKey ? 'safe' : 'plain')} mode`,
      )
}

async function examinePlugins(bot: Bot): Promise<Finding> {
  try {
    await bot.ready()
    return ok('plugins', bot.plugins.length === 0 ? 'none' : bot.plugins.join(', '))
  } catch (error) {
    return fail('plugins', textOf(error))
  }
}

async function examinePublic(
  config: BotConfig,
  bot: Bot,
  given: string | undefined,
): Promise<readonly Finding[]> {
  if (given === undefined) {
    return [warn('url', 'not tried; name it with --url https://your.host/wechat')]
  }
  if (!URL.canParse(given)) throw new UsageError(`--url: expected a URL, got "${given}"`)
  const url = new URL(given)
  if (url.pathname === '/') url.pathname = bot.path
  return examineUrl(url, secretsFor(config))
}

function show({ bot, check, verdict, text }: Finding): string {
  const where = bot === undefined ? '' : `${bot}: `
  return clean(`${verdict.padEnd(4)}  ${where}${check}: ${text}`)
}
