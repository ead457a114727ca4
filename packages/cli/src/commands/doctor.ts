/** `wechatbot doctor`: why WeChat does not reach the bot, or the bot WeChat. */
import { type BotConfig, type Clock, createBot, createLogger } from '@wechatbot/core'
import { resolveBot, resolveServer, secretsOf } from '@wechatbot/core/internal'
import { loadConfig } from '../config/load.ts'
import { examineAccount } from '../doctor/account.ts'
import { type Finding, ok, warn } from '../doctor/finding.ts'
import { examinePlugins } from '../doctor/plugins.ts'
import { examinePort } from '../doctor/port.ts'
import { examineStore } from '../doctor/store.ts'
import { examineToken } from '../doctor/token.ts'
import { examinePublic } from '../doctor/url.ts'
import { examineVerification } from '../doctor/verification.ts'
import type { Invocation } from '../invocation.ts'
import { chooseBot } from '../target.ts'
import { clean, toJson } from '../terminal/clean.ts'
import { type Arguments, assertNoValues, type Command, configOption, textOption } from '../usage.ts'
import { words } from '../words/index.ts'

const { doctor: say } = words

export const doctor: Command = {
  options: {
    config: { type: 'string', short: 'c' },
    bot: { type: 'string' },
    url: { type: 'string' },
    json: { type: 'boolean' },
  },
  help: say.help,

  async run(args, invocation) {
    assertNoValues('doctor', args)
    const findings = await examine(args, invocation)
    const text = args.values.json === true ? toJson(findings, 2) : findings.map(show).join('\n')
    invocation.stdout.write(`${text}\n`)
    return findings.some(({ verdict }) => verdict === 'fail') ? 1 : 0
  },
}

async function examine(args: Arguments, { cwd, clock }: Invocation): Promise<readonly Finding[]> {
  const config = await loadConfig(configOption(args, cwd))
  const findings = [ok('config', say.config(config.file, config.bots.length, process.version))]
  if (config.ignored.length > 0) findings.push(warn('config', words.config.ignored(config.ignored)))
  const { host, port } = resolveServer(config.server)
  findings.push(await examinePort(host, port))
  findings.push(...(await examineStore(config)))
  const name = textOption(args, 'bot')
  const bots = name === undefined ? config.bots : [chooseBot(config.bots, name)]
  for (const each of bots) {
    const found = await examineBot(each, clock, textOption(args, 'url'))
    findings.push(...found.map((finding) => ({ bot: resolveBot(each).name, ...finding })))
  }
  const { verification } = config.server ?? {}
  findings.push(...(await examineVerification(verification, textOption(args, 'url'))))
  return findings
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

function show({ bot, check, verdict, text }: Finding): string {
  const where = bot === undefined ? '' : `${bot}: `
  return clean(`${verdict.padEnd(4)}  ${where}${check}: ${text}`)
}
