/** Bots that pushes are made for, rightly and wrongly signed: what they run, and what they log as an error. */
import { createManualClock, createPush, signPush } from '@wechatbot/simulator'
import { type BotConfig, createApp, createBot, createLogger, type Mode } from 'wechatbot'
import { decodeKey } from '#core/crypto/aes.js'
import type { ask } from './request.js'

export const TOKEN = 'propertyToken1'
const ENCODING_KEY = 'propertyKey0123456789propertyKey0123456789A'
export const KEY = decodeKey(ENCODING_KEY)
export const APP_ID = 'wx0123456789abcdef'
export const NOW = 1_700_000_000_000
export const SECONDS = String(NOW / 1000)
export const XML = createPush({ kind: 'text', now: NOW, msgId: '1', fields: { Content: 'x' } })

export interface Target {
  readonly listener: Parameters<typeof ask>[0]
  readonly runs: () => number
  readonly errors: () => readonly unknown[]
}

/** A bot in this mode that counts what it runs. */
export function target(mode: Mode, options: Partial<BotConfig> = {}): Target {
  let count = 0
  const errors: unknown[] = []
  const silent = createLogger({ level: 'silent' })
  const log = { ...silent, error: (...line: unknown[]) => void errors.push(line), child: () => log }
  for (const level of ['trace', 'debug', 'info', 'warn'] as const) log[level] = () => {}
  const bot = createBot({
    token: TOKEN,
    mode,
    ...options,
    ...(mode === 'plain' ? {} : { appId: APP_ID, encodingAESKey: ENCODING_KEY }),
    clock: createManualClock(NOW),
    logger: log,
  })
  bot.on('*', () => {
    count += 1
    return '好'
  })
  const listener = createApp({ bots: [bot], logger: log }).callback()
  return { listener, runs: () => count, errors: () => errors }
}

export const signed = (mode: Mode, xml = XML, nonce?: string) =>
  signPush(xml, {
    token: TOKEN,
    mode,
    appId: APP_ID,
    encodingAESKey: ENCODING_KEY,
    now: NOW,
    ...(nonce === undefined ? {} : { nonce }),
  })

export const urlOf = (query: Readonly<Record<string, string>>) =>
  `/wechat?${new URLSearchParams(query)}`
