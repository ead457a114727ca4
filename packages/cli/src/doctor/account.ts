/** What can be known of an account with its own API: token, address, rights, menu, clock. */
import { ApiError, type Bot, type BotConfig, type Clock, toWechatMenu } from '@wechatbot/core'
import { resolveBot } from '@wechatbot/core/internal'
import { type Finding, fail, ok, textOf, warn } from './finding.ts'

const MAX_SKEW_SECONDS = 30
/** Nobody's: WeChat says 40003 to who has the right, and 48001 to who has not. */
const NOBODY = 'oWechatbotDoctor000000000000'

/** Calls WeChat's API with the bot's account. What fails there is a finding. */
export async function examineAccount(
  bot: Bot,
  config: BotConfig,
  machine: Clock,
): Promise<readonly Finding[]> {
  const clock = await examineClock(config, machine)
  if (!resolveBot(config).hasApi) {
    return [
      ...clock,
      ok('api', 'not used: without appSecret the bot answers, and sends nothing by itself'),
    ]
  }
  try {
    const ips = await bot.api.callbackIps()
    const findings = [...clock, ok('access token', 'fetched; this address is on the IP whitelist')]
    findings.push(...examineAllowFrom(config, ips))
    findings.push(await examineRight(bot))
    if (config.menu !== undefined) findings.push(await examineMenu(bot, config))
    return findings
  } catch (error) {
    return [...clock, fail('access token', textOf(error))]
  }
}

/** WeChat's servers say what time it is. */
async function examineClock(config: BotConfig, machine: Clock): Promise<readonly Finding[]> {
  const url = resolveBot(config).apiUrl
  try {
    const response = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(5000) })
    const date = Date.parse(response.headers.get('date') ?? '')
    if (Number.isNaN(date)) return [warn('clock', `${url} says no time; is NTP on? timedatectl`)]
    const skew = Math.round((machine.now() - date) / 1000)
    const text = `${Math.abs(skew)} s ${skew < 0 ? 'behind' : 'ahead of'} WeChat's`
    return [
      Math.abs(skew) > MAX_SKEW_SECONDS
        ? fail('clock', `${text}; pushes are refused from 300 s on: timedatectl set-ntp true`)
        : ok('clock', text),
    ]
  } catch (error) {
    return [warn('clock', `not compared: ${url} cannot be reached: ${textOf(error)}`)]
  }
}

function examineAllowFrom({ allowFrom }: BotConfig, ips: readonly string[]): readonly Finding[] {
  if (allowFrom === undefined) return []
  const missing = ips.filter((ip) => !allowFrom.includes(ip))
  return [
    missing.length === 0
      ? ok('allowFrom', `has all ${ips.length} addresses of WeChat`)
      : warn(
          'allowFrom',
          `lacks ${missing.slice(0, 3).join(', ')} of WeChat's ${ips.length} addresses; add them`,
        ),
  ]
}

/** Sends nothing: the OpenID is nobody's. */
async function examineRight(bot: Bot): Promise<Finding> {
  try {
    await bot.api.typing(NOBODY)
    return ok('customer service', 'the account may send customer-service messages')
  } catch (error) {
    const errcode = error instanceof ApiError ? error.errcode : undefined
    if (errcode === 48001) {
      return warn(
        'customer service',
        'the account has no right to it (48001); late replies wait in the mailbox: late: ["hold", "mailbox"]',
      )
    }
    if (errcode === 40003 || errcode === 45080 || errcode === 45015) {
      return ok('customer service', 'the account may send customer-service messages')
    }
    return warn('customer service', textOf(error))
  }
}

async function examineMenu(bot: Bot, { menu }: BotConfig): Promise<Finding> {
  try {
    const theirs = JSON.stringify(await bot.api.menu.get())
    const isSame = menu !== undefined && theirs === JSON.stringify(toWechatMenu(menu))
    return isSame
      ? ok('menu', 'the same as in the config file')
      : warn('menu', 'differs from the config file; see: wechatbot menu diff')
  } catch (error) {
    return warn('menu', textOf(error))
  }
}
