/** `create-wechatbot` called in this process, with streams and an environment of its own. */
import { PassThrough } from 'node:stream'
import { run } from '#src/main.js'

export interface Called {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface CallOptions {
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
  /** What is typed at each question. @default no terminal */
  readonly keys?: readonly string[]
}

/** What a question that waits begins with, and one whose answer was refused. */
const WAITING = /[◆▲]/

export async function create(args: readonly string[], options: CallOptions): Promise<Called> {
  const { cwd, env = {}, keys } = options
  const stdin = Object.assign(new PassThrough(), {
    isTTY: keys !== undefined,
    setRawMode: () => stdin,
  })
  const left = [...(keys ?? [])]
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  let [told, failed] = ['', '']
  stdout.on('data', (chunk: Buffer) => {
    told += chunk
    if (WAITING.test(String(chunk))) setImmediate(() => stdin.write(left.shift() ?? '\u0003'))
  })
  stderr.on('data', (chunk: Buffer) => {
    failed += chunk
  })
  const code = await run({ args, cwd, env, stdin, stdout, stderr })
  // What was written last comes with the next turn of the loop.
  await new Promise((resolve) => setImmediate(resolve))
  return { code, stdout: told, stderr: failed }
}
