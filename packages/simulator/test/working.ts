/** A bot whose handler does what a spec says, under a manual clock. */
import type { AddressInfo, Server } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { createBot, createLogger } from '@wechatbot/core'
import { createManualClock, type Exchange, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

/** What is real in a handler. */
export type Work = () => Promise<unknown>

export const BYTES = Buffer.alloc(1_000_000, 'x')
/** More than is read before somebody asks for it. */
export const MUCH = Buffer.alloc(20_000_000)
/** TLS without a certificate. */
export const PSK = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const
export const KEY = Buffer.from('a-shared-key')

export async function startWorking(over: 'memory' | 'http' = 'memory') {
  const clock = createManualClock()
  const bot = createBot({ token: 'a-token', clock, logger: createLogger({ level: 'silent' }) })
  let doing: Work
  bot.on('text', async () => String(await doing()))
  const wechat = await simulate(bot, { over })
  /** A message that the handler answers with what `work` gives. */
  const asks = (work: Work): Exchange => {
    doing = work
    return wechat.user('oA').says('go')
  }
  return {
    clock,
    asks,
    /** The first request of the message gets `expected`, after so many milliseconds of the clock. */
    repliesAfter: async (ms: number, expected: string, work: Work) => {
      const exchange = asks(work)
      await exchange.shouldReply(expected)
      const attempts = await exchange.attempts()
      expect(attempts.map((attempt) => [attempt.number, attempt.ms])).to.deep.equal([[1, ms]])
    },
    close: () => wechat.close(),
  }
}

export type Working = Awaited<ReturnType<typeof startWorking>>

/** The port on which it listens from now on. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

export function connectSecurely(port: number): TLSSocket {
  const pskCallback = () => ({ psk: KEY, identity: 'spec' })
  return connect({ ...PSK, port, pskCallback, checkServerIdentity: () => undefined })
}
