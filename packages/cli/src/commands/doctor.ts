/** `wechatbot doctor`: finds out why WeChat does not reach the bot, or why the bot does not reach WeChat. */
import { type BotConfig, type Clock, createBot, createLogger } from '@wechatbot/core'
import { resolveBot, resolveServer, secretsOf } from '@wechatbot/core/internal'
import { examineAccount } from '../doctor/account.ts'
import { type Finding, ok, warn } from '../doctor/finding.ts'
import { examineMetrics } from '../doctor/metrics.ts'
import { examinePlugins } from '../doctor/plugins.ts'
import { examinePort } from '../doctor/port.ts'
import { examineStore } from '../doctor/store.ts'
import { examineToken } from '../doctor/token.ts'
import { type Asked, examinePublic } from '../doctor/url.ts'
import { examineVerification } from '../doctor/verification.ts'
import type { Invocation } from '../invocation.ts'
import { chooseBot } from '../target.ts'
import { clean, toJson } from '../terminal/clean.ts'
import { type Arguments, assertNoValues, type Command, textOption, urlOption } from '../usage.ts'
import { loadFor } from '../whole.ts'
import { type Words, words, wordsIn } from '../words/index.ts'

export const command: Command = {
  options: {
    bot: { type: 'string' },
    url: { type: 'string' },
    json: { type: 'boolean' },
  },
  help: words.doctor.help,

  async run(args, invocation) {
    assertNoValues('doctor', args)
    const isJson = args.values.json === true
    const { stdout, masker } = invocation
    const found = await examine(args, invocation, isJson ? wordsIn('en') : words)
    const findings = found.map((each) => ({ ...each, text: masker.mask(each.text) }))
    const text = isJson ? toJson(findings, 2) : findings.map(show).join('\n')
    stdout.write(`${text}\n`)
    return findings.some(({ verdict }) => verdict === 'fail') ? 1 : 0
  },
}

async function examine(
  args: Arguments,
  invocation: Invocation,
  { doctor: say, config: onConfig }: Words,
): Promise<readonly Finding[]> {
  const { clock } = invocation
  const url = urlOption(args)
  const config = await loadFor(args, invocation, 'examine')
  const findings = [ok('config', say.config(config.file, config.bots.length, process.version))]
  if (config.ignored.length > 0) findings.push(warn('config', onConfig.ignored(config.ignored)))
  const { host, port } = resolveServer(config.server)
  findings.push(await examinePort(host, port, say.port))
  findings.push(...(await examineMetrics(config.server, say.port)))
  findings.push(...(await examineStore(config, say.store)))
  const name = textOption(args, 'bot')
  const bots = name === undefined ? config.bots : [chooseBot(config.bots, name)]
  const paths = config.bots.map((each) => resolveBot(each).path)
  const asked = { url, paths, isChosen: name !== undefined }
  for (const each of bots) {
    const found = await examineBot(each, clock, asked, say)
    findings.push(...found.map((finding) => ({ bot: resolveBot(each).name, ...finding })))
  }
  const { verification } = config.server ?? {}
  findings.push(...(await examineVerification(verification, url, say.verification)))
  return findings
}

async function examineBot(
  config: BotConfig,
  clock: Clock,
  asked: Asked,
  say: Words['doctor'],
): Promise<readonly Finding[]> {
  const bot = createBot({
    ...config,
    clock,
    logger: createLogger({ level: 'silent', secrets: secretsOf(config) }),
  })
  try {
    return [
      examineToken(config, say.token),
      await examinePlugins(bot, say.plugins),
      ...(await examineAccount(bot, config, clock, say)),
      ...(await examinePublic(config, bot, asked, say.url)),
    ]
  } finally {
    await bot.close()
  }
}

function show({ bot, check, verdict, text }: Finding): string {
  const where = bot === undefined ? '' : `${bot}: `
  return clean(`${verdict.padEnd(4)}  ${where}${check}: ${text}`)
}
