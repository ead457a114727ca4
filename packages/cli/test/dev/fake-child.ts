/** A process of bots that a spec plays: it says what the spec says, and keeps what it is told. */
import { EventEmitter } from 'node:events'
import type { StandIn } from '@wechatbot/playground'
import type { Child } from '#src/dev/bot-process.js'
import type { ToChild, ToParent } from '#src/dev/link.js'

/** Its configuration is read. */
export const LOADED = {
  type: 'loaded',
  file: '/bots/wechatbot.config.ts',
  bots: [],
  folders: [],
  demos: [],
  port: 3000,
} as const

/** What the parent makes for a bot. */
export const ACCOUNT: StandIn = {
  name: 'main',
  mode: 'plain',
  appId: 'wx0123456789abcdef',
  encodingAESKey: 'A'.repeat(43),
}

export class FakeChild extends EventEmitter implements Child {
  exitCode: number | null = null
  signalCode: string | null = null
  readonly received: ToChild[] = []
  readonly signals: string[] = []

  send(message: ToChild): void {
    this.received.push(message)
  }

  kill(signal: string): void {
    this.signals.push(signal)
  }

  says(message: ToParent): void {
    this.emit('message', message)
  }

  /** As its last word before it is ready. */
  isReadyAt(port: number): void {
    this.says({ type: 'ready', port })
  }

  exits(code: number): void {
    this.exitCode = code
    this.emit('exit', code, null)
  }

  endsBy(signal: string): void {
    this.signalCode = signal
    this.emit('exit', null, signal)
  }
}
