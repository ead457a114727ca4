/** Finds the bot that a call talks to, and what WeChat would know of the account. */
import type { Bot, BotConfig, Config } from '@wechatbot/core'
import { resolveBot, resolveServer } from '@wechatbot/core/internal/config/defaults'
import type { AccountSecrets } from '@wechatbot/simulator'
import { type LoadOptions, read } from './config/checked.ts'
import type { Warn } from './config/environment.ts'
import { CliError } from './errors.ts'
import type { Invocation } from './invocation.ts'
import { clean } from './terminal/clean.ts'
import { type Arguments, portOption, textOption, UsageError, urlOption } from './usage.ts'
import { words } from './words/index.ts'

const { main: say } = words

/** What the call shows after its configuration is loaded holds none of its secrets. */
export type Call = Pick<Invocation, 'cwd' | 'masker' | 'stderr'>

/** Reads and checks the configuration. Plugins, store and files stay as the file names them. */
function readFor(args: Arguments, call: Call): Promise<Config> {
  const { cwd, masker } = call
  return read(configOption(args, cwd), (secrets) => masker.learn(secrets), warnTo(call))
}

/** Says what is odd about the files of a configuration. On standard error: the output may be read by a program. */
export function warnTo({ stderr }: Pick<Invocation, 'stderr'>): Warn {
  return (text) => void stderr.write(`wechatbot: ${clean(text)}\n`)
}

/** The config file that `--config` names, or else the folder in which to look for one. */
export function configOption(args: Arguments, cwd: string): LoadOptions {
  const file = textOption(args, 'config')
  return file === undefined ? { cwd } : { cwd, file }
}

export interface Target {
  readonly url: URL
  readonly secrets: AccountSecrets
}

/** Reads `--config`, `--bot`, `--url` and `--port`. @throws UsageError when they name no bot. */
export async function targetOf(args: Arguments, call: Call): Promise<Target> {
  const [given, port] = [urlOption(args), portOption(args)]
  if (given !== undefined && port !== undefined) throw new UsageError(say.portBesideUrl)
  const config = await readFor(args, call)
  const bot = chooseBot(config.bots, textOption(args, 'bot'))
  const own = `http://127.0.0.1:${port ?? resolveServer(config.server).port}`
  return { url: urlOfBot(given ?? new URL(own), resolveBot(bot)), secrets: secretsFor(bot) }
}

/** @throws UsageError that lists the bots. */
export function chooseBot<B extends Pick<BotConfig, 'name'>>(
  bots: readonly B[],
  name: string | undefined,
): B {
  const names = bots.map((bot) => resolveBot(bot).name)
  const bot = name === undefined ? bots[0] : bots[names.indexOf(name)]
  if (bot !== undefined) return bot
  throw new UsageError(say.noBot(String(name), names))
}

/** A bot and its configuration. */
interface Account {
  readonly bot: Bot
  readonly config: BotConfig
}

/**
 * The bot that `--bot` names, for calls of WeChat's API. It handles no message, so no plugin is loaded and no store
 * opened. Close it at the end.
 */
export async function openAccount(
  args: Arguments,
  call: Call & Pick<Invocation, 'clock'>,
): Promise<Account> {
  // Imported here: a command that only sends a push to a bot has no bot of its own.
  const { createBot, createLogger } = await import('@wechatbot/core')
  const { secretsOf } = await import('@wechatbot/core/internal')
  const { bots } = await readFor(args, call)
  const config = chooseBot(bots, textOption(args, 'bot'))
  const { menu: _, plugins: __, ...rest } = config
  const logger = createLogger({ level: 'silent', secrets: secretsOf(config) })
  return { config, bot: createBot({ ...rest, logger, clock: call.clock }) }
}

/** Of several tokens and keys the first is used. The bot accepts each of them. */
export function secretsFor(bot: BotConfig): AccountSecrets {
  const { mode, appId } = bot
  const key = [bot.encodingAESKey ?? []].flat()[0]
  return {
    token: [bot.token].flat()[0] as string,
    ...(mode === undefined ? {} : { mode }),
    ...(appId === undefined ? {} : { appId }),
    ...(key === undefined ? {} : { encodingAESKey: key }),
  }
}

/** A URL without a path leads to the bot's own. */
export function urlOfBot(given: URL, { path }: { readonly path: string }): URL {
  const url = new URL(given)
  if (url.pathname === '/') url.pathname = path
  return url
}

/** The error when nothing listens at the URL, or when the server there does not speak HTTP. */
export function unreachable(url: URL, error: unknown): CliError {
  const cause = (error as { cause?: { code?: string } }).cause?.code ?? say.noConnection
  const isRefused = CERTIFICATE.test(cause)
  return new CliError((isRefused ? say.badCertificate : say.noAnswer)(url.origin, cause))
}

/** The codes with which Node.js refuses a server's certificate. Source: nodejs.org, tls, "X509 certificate error codes". */
const CERTIFICATE = /CERT|SELF_SIGNED|VERIFY|ISSUER|ALTNAME/
