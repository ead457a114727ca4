/** Examines an account by its own API: token, address, rights, menu, clock. */
import { ApiError, type Bot, type BotConfig, type Clock, toWechatMenu } from '@wechatbot/core'
import { proxyOf, resolveBot } from '@wechatbot/core/internal'
import type { Words } from '../words/index.ts'
import { type Finding, fail, ok, textOf, warn } from './finding.ts'

type AccountWords = Words['doctor']['account']

const MAX_SKEW_SECONDS = 30
/** An OpenID that no user has. WeChat answers 40003 where the account has the right, and 48001 where it does not. */
const NOBODY = 'oWechatbotDoctor000000000000'

/** Calls WeChat's API with the bot's account. Each call that fails becomes a finding. */
export async function examineAccount(
  bot: Bot,
  config: BotConfig,
  machine: Clock,
  { account, clock }: Words['doctor'],
): Promise<readonly Finding[]> {
  const skew = await examineClock(config, machine, clock)
  if (!resolveBot(config).hasApi) {
    return [...skew, ok('api', account.noApi)]
  }
  try {
    const ips = await bot.api.callbackIps()
    const findings = [...skew, ok('access token', account.fetched)]
    findings.push(...examineAllowFrom(config, ips, account))
    findings.push(await examineRight(bot, account))
    if (config.menu !== undefined) findings.push(await examineMenu(bot, config, account))
    return findings
  } catch (error) {
    return [...skew, fail('access token', failureOf(error, account))]
  }
}

/** Compares this machine's clock with the time that WeChat's servers send. */
async function examineClock(
  config: BotConfig,
  machine: Clock,
  clock: Words['doctor']['clock'],
): Promise<readonly Finding[]> {
  const url = resolveBot(config).apiUrl
  try {
    const { proxy } = config.api ?? {}
    const through = proxy === undefined ? {} : await proxyOf(proxy)
    const signal = AbortSignal.timeout(5000)
    const response = await fetch(url, { method: 'HEAD', signal, ...through })
    const date = Date.parse(response.headers.get('date') ?? '')
    if (Number.isNaN(date)) return [warn('clock', clock.untold(url))]
    const skew = Math.round((machine.now() - date) / 1000)
    const differs = skew < 0 ? clock.behind : clock.ahead
    const text = skew === 0 ? clock.same : differs(Math.abs(skew))
    return [
      Math.abs(skew) > MAX_SKEW_SECONDS ? fail('clock', clock.wrong(text)) : ok('clock', text),
    ]
  } catch (error) {
    return [warn('clock', clock.unreachable(url, textOf(error)))]
  }
}

function examineAllowFrom(
  { allowFrom }: BotConfig,
  ips: readonly string[],
  account: AccountWords,
): readonly Finding[] {
  if (allowFrom === undefined) return []
  const missing = ips.filter((ip) => !allowFrom.includes(ip))
  return [
    missing.length === 0
      ? ok('allowFrom', account.allowsAll(ips.length))
      : warn('allowFrom', account.lacks(missing.slice(0, 3), ips.length)),
  ]
}

/** Asks whether the account may send customer-service messages. Nothing is sent: no user has the OpenID. */
async function examineRight(bot: Bot, account: AccountWords): Promise<Finding> {
  try {
    await bot.api.typing(NOBODY)
    return ok('customer service', account.maySend)
  } catch (error) {
    const errcode = error instanceof ApiError ? error.errcode : undefined
    if (errcode === 48001) {
      return warn('customer service', account.mayNotSend)
    }
    if (errcode === 40003 || errcode === 45080 || errcode === 45015) {
      return ok('customer service', account.maySend)
    }
    return warn('customer service', failureOf(error, account))
  }
}

async function examineMenu(bot: Bot, { menu }: BotConfig, account: AccountWords): Promise<Finding> {
  try {
    const theirs = JSON.stringify(await bot.api.menu.get())
    const isSame = menu !== undefined && theirs === JSON.stringify(toWechatMenu(menu))
    return isSame ? ok('menu', account.sameMenu) : warn('menu', account.otherMenu)
  } catch (error) {
    return warn('menu', failureOf(error, account))
  }
}

function failureOf(error: unknown, { apiFailed }: AccountWords): string {
  return error instanceof ApiError ? apiFailed(error) : textOf(error)
}
