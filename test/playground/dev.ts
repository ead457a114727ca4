/** A `wechatbot dev` of a spec's own: a real process with a bot in a folder of its own. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../root.js'
import { Program } from '../running.js'

export interface Dev {
  /** Of the page, with a slash at its end. */
  readonly page: string
  readonly origin: string
  readonly pid: number
  readonly folder: string
  /** What it has printed so far: log and diagnostics. */
  readonly output: () => string
  /** Writes a file of the bot's folder. */
  readonly write: (name: string, text: string) => void
  /** Removes such a file, if it is there. */
  readonly remove: (name: string) => void
  /** Resolves when the output has it, from `after` on. */
  readonly says: (what: string | RegExp, after?: number) => Promise<void>
  /** Resolves to the exit code. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>
  readonly send: (body: object) => Promise<{ readonly id?: string; readonly error?: string }>
  /** What a page would show now. */
  readonly snapshot: () => Promise<Snapshot>
  readonly exchangeOf: (id: string | undefined) => Promise<Exchange | undefined>
  /** Says a text, and resolves when WeChat has shown the user what came of it. */
  readonly replyTo: (Content: string, more?: object) => Promise<Exchange | undefined>
  readonly textTo: (Content: string) => Promise<unknown>
}

/** One message, and what became of it. */
interface Exchange {
  readonly id: string
  readonly attempts: readonly { readonly number: number; readonly state?: string }[]
  readonly asked: readonly object[]
  readonly handlers: readonly { readonly plugin?: string }[]
  readonly sealed?: string
  readonly seen?: { readonly type: string; readonly reply?: Readonly<Record<string, unknown>> }
}

interface Snapshot {
  readonly state: { readonly type: string; readonly message?: string }
  readonly bots: readonly { readonly name: string; readonly settings: object }[]
  readonly exchanges: readonly Exchange[]
  readonly sent: readonly { readonly content: object }[]
  readonly typing: readonly object[]
}

/** For a process or a page on a busy machine. What waits so long waits in vain. */
export const PATIENCE_MS = 60_000

export async function startDev(
  files: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Dev> {
  const folder = mkdtempSync(join(tmpdir(), 'wechatbot-dev-'))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  for (const [name, text] of Object.entries(files)) write(name, text)
  const { child, heard } = new Program(['dev', '--port', '0', ...args], { cwd: folder, env })
  // Not when its output ends: a process of bots may hold that for a moment more.
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const says = async (what: string | RegExp, after = 0) => {
    await heard.until(what, after)
  }
  await says(/http:\S+\/playground\/\s/)
  const page = /http:\S+\/playground\//.exec(heard.text)?.[0] ?? ''
  const send = async (body: object) => {
    const response = await fetch(`${page}send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ bot: 'main', openid: 'oA', kind: 'text', ...body }),
    })
    return (await response.json()) as { id?: string; error?: string }
  }
  const snapshot = async () => {
    const abort = new AbortController()
    const response = await fetch(`${page}events`, { signal: abort.signal })
    let text = ''
    for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(bytes).toString()
      if (/data: .*\n\n/.test(text)) break
    }
    abort.abort()
    const data = /data: (.*)\n\n/.exec(text)?.[1] ?? '{}'
    return (JSON.parse(data) as { snapshot: Snapshot }).snapshot
  }
  const exchangeOf = async (id: string | undefined) =>
    (await snapshot()).exchanges.find((one) => one.id === id)
  const replyTo = async (Content: string, more = {}) => {
    const { id } = await send({ fields: { Content }, ...more })
    await until(
      async () => (await exchangeOf(id))?.seen !== undefined,
      () => `no answer to ${Content}:\n${heard.text}`,
    )
    return exchangeOf(id)
  }
  return {
    page,
    origin: new URL(page).origin,
    pid: child.pid ?? 0,
    folder,
    output: () => heard.text,
    write,
    remove: (name) => rmSync(join(folder, name), { force: true }),
    says,
    stop: async (signal = 'SIGINT') => {
      child.kill(signal)
      const code = await ended
      rmSync(folder, { recursive: true, force: true })
      return code
    },
    send,
    snapshot,
    exchangeOf,
    replyTo,
    textTo: async (Content) => (await replyTo(Content))?.seen?.reply?.Content,
  }
}

/**
 * Runs `check` until it holds: a page redraws itself while it is read.
 * @throws What `check` threw last, after 60 s.
 */
export async function eventually(check: () => Promise<void>): Promise<void> {
  let failure: unknown
  const holds = () =>
    check().then(
      () => true,
      (error: unknown) => {
        failure = error
        return false
      },
    )
  await until(holds, () => '').catch(() => {
    throw failure
  })
}

/** @throws Error with `why` when it is not so in 60 s. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  why: () => string,
): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(why())
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
