/** The command `wechatbot` in the process of a spec. */
import { run } from '#src/main.js'

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `wechatbot ...args` and keeps what it writes. */
export async function wechatbot(...args: string[]): Promise<Ran> {
  const written = { stdout: '', stderr: '' }
  const originals = { stdout: process.stdout.write, stderr: process.stderr.write }
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = ((text: string) => {
      written[name] += text
      return true
    }) as typeof process.stdout.write
  }
  try {
    return { code: await run(args), ...written }
  } finally {
    process.stdout.write = originals.stdout
    process.stderr.write = originals.stderr
  }
}
