/** The command called in this process, with streams and signals of its own. */
import { EventEmitter, once } from 'node:events'
import { PassThrough, Writable } from 'node:stream'
import type { Output } from '#src/invocation.js'
import { run } from '#src/main.js'
import { ROOT } from './folder.js'

// With it the configuration of the repository is that of somebody's account.
delete process.env.WECHAT_TOKEN

export interface CallOptions {
  /** @default the repository */
  readonly cwd?: string
  /** Whether the streams are those of a terminal. @default false: pipes */
  readonly isTerminal?: boolean
}

/** A call that goes on until its input ends, or a signal ends it. */
export class Call {
  readonly stdin: PassThrough
  /** Resolves to the exit code. */
  readonly ended: Promise<number>
  #stdout = ''
  #stderr = ''
  #isOver = false
  readonly #signals = new EventEmitter()
  readonly #written = new EventEmitter()

  constructor(args: readonly string[], { cwd = ROOT, isTerminal = false }: CallOptions = {}) {
    this.stdin = Object.assign(new PassThrough(), { isTTY: isTerminal })
    const output = (keep: (text: string) => void): Output => {
      const stream = new Writable({
        decodeStrings: false,
        write: (text: string, _encoding, done) => {
          keep(text)
          this.#written.emit('more')
          done()
        },
      })
      return Object.assign(stream, { isTTY: isTerminal, hasColors: () => false })
    }
    const stdout = output((text) => {
      this.#stdout += text
    })
    const stderr = output((text) => {
      this.#stderr += text
    })
    const signals = this.#signals
    const exit = (code: number) => {
      throw new Error(`expected the end to be awaited, got exit(${code})`)
    }
    this.ended = run({ args, cwd, stdin: this.stdin, stdout, stderr, signals, exit }).finally(() =>
      signals.emit('exit'),
    )
    void this.ended.then(() => {
      this.#isOver = true
      this.#written.emit('more')
    })
  }

  /** What it has written so far. */
  get stdout(): string {
    return this.#stdout
  }

  get stderr(): string {
    return this.#stderr
  }

  signal(name: NodeJS.Signals): Promise<number> {
    this.#signals.emit(name, name)
    return this.ended
  }

  /**
   * Resolves to the place behind it when standard output has `what`, at `from` or later.
   * @throws Error when the call ends before.
   */
  async says(what: string, from = 0): Promise<number> {
    const at = () => this.#stdout.indexOf(what, from)
    while (at() < 0 && !this.#isOver) await once(this.#written, 'more')
    if (at() >= 0) return at() + what.length
    throw new Error(`expected "${what}", got the end after:\n${this.#stdout}${this.#stderr}`)
  }
}

export interface Called {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Calls `wechatbot ...args` with `input` through a pipe. */
export async function wechatbot(
  args: readonly string[],
  { input = '', ...options }: CallOptions & { readonly input?: string } = {},
): Promise<Called> {
  const call = new Call(args, options)
  call.stdin.end(input)
  const code = await call.ended
  return { code, stdout: call.stdout, stderr: call.stderr }
}

export interface Served {
  readonly url: string
  /** What it has written so far. */
  readonly output: () => string
  /** Resolves to the exit code. */
  readonly stop: () => Promise<number>
}

/** Calls `wechatbot start` on a free port, until it listens. */
export async function startBot(
  args: readonly string[] = [],
  options: CallOptions = {},
): Promise<Served> {
  const call = new Call(['start', '--port', '0', ...args], options)
  await call.says('talk to it')
  const url = /on (http:\/\/[^/\s]+:\d+)/.exec(call.stdout)?.[1] ?? ''
  return {
    url: url.replace('0.0.0.0', '127.0.0.1'),
    output: () => call.stdout + call.stderr,
    stop: () => call.signal('SIGTERM'),
  }
}
