/** The command called in this process, with streams and signals of its own. */
import { EventEmitter } from 'node:events'
import { PassThrough, Writable } from 'node:stream'
import type { Clock } from '@wechatbot/core'
import { Masker } from '#src/config/masker.js'
import type { Output } from '#src/invocation.js'
import { run } from '#src/main.js'
import { ROOT } from './folder.js'
import { Heard } from './heard.js'

// With it the configuration of the repository would be that of somebody's account.
delete process.env.WECHAT_TOKEN

/**
 * Nothing is late by this clock, however busy the machine is: its timers never fire. Not for what must
 * wait: that takes a manual clock.
 */
export const PATIENT: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: () => undefined,
  clearTimeout: () => {},
}

export interface CallOptions {
  /** @default the repository */
  readonly cwd?: string
  /** Whether the streams are those of a terminal. @default false: pipes */
  readonly isTerminal?: boolean
  /** @default {@link PATIENT} */
  readonly clock?: Clock
}

/** A call that goes on until its input ends, or a signal ends it. */
export class Call {
  readonly stdin: PassThrough
  readonly heard = new Heard()
  /** Resolves to the exit code. */
  readonly ended: Promise<number>
  readonly #signals = new EventEmitter()
  readonly #masker = new Masker()
  #stdout = ''
  #stderr = ''

  constructor(args: readonly string[], options: CallOptions = {}) {
    const { cwd = ROOT, isTerminal = false, clock = PATIENT } = options
    const stream = <S extends object>(it: S) => Object.assign(it, { isTTY: isTerminal })
    const output = (keep: (text: string) => void): Output =>
      stream(
        new Writable({
          decodeStrings: false,
          write: (text: string, _encoding, done) => {
            keep(text)
            this.heard.add(text)
            done()
          },
        }),
      )
    this.stdin = stream(new PassThrough())
    const stdout = output((text) => {
      this.#stdout += text
    })
    const stderr = output((text) => {
      this.#stderr += text
    })
    const exit = (code: number) => {
      throw new Error(`expected the end to be awaited, got exit(${code})`)
    }
    const [stdin, signals, masker] = [this.stdin, this.#signals, this.#masker]
    this.ended = run({ args, cwd, stdin, stdout, stderr, signals, masker, clock, exit }).finally(
      () => {
        signals.emit('exit')
        this.heard.end()
      },
    )
  }

  get stdout(): string {
    return this.#stdout
  }

  get stderr(): string {
    return this.#stderr
  }

  /** Nothing is left that could happen: the process would end. */
  empty(): void {
    this.#signals.emit('beforeExit', 0)
  }

  /** Code of a plugin fails while nothing waits for it. */
  stray(error: Error): void {
    this.#signals.emit('uncaughtException', error)
  }

  signal(name: NodeJS.Signals): Promise<number> {
    this.#signals.emit(name, name)
    return this.ended
  }
}

export interface Called {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Calls `wechatbot ...args`, without any input. */
export async function wechatbot(args: readonly string[], cwd = ROOT): Promise<Called> {
  const call = new Call(args, { cwd })
  call.stdin.end()
  const code = await call.ended
  return { code, stdout: call.stdout, stderr: call.stderr }
}

export interface Running {
  readonly url: string
  /** What it has written so far. */
  readonly output: () => string
  /** Sends a signal and resolves to the exit code. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number>
}

/** Calls `wechatbot start` on a free port, and waits until it listens. */
export async function startBot(
  cwd = ROOT,
  args: readonly string[] = [],
  clock = PATIENT,
): Promise<Running> {
  const call = new Call(['start', '--port', '0', ...args], { cwd, clock })
  await call.heard.until('talk to it')
  const url = /on (http:\/\/[^/\s]+:\d+)/.exec(call.stdout)?.[1] ?? ''
  return {
    url: url.replace('0.0.0.0', '127.0.0.1'),
    output: () => call.heard.text,
    stop: (signal = 'SIGTERM') => call.signal(signal),
  }
}
