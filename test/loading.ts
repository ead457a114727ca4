/** What a process of the command has loaded: the URLs of its modules, in whatever way they came. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Program } from './running.js'

interface Coverage {
  readonly result: readonly { readonly url: string }[]
}

/**
 * Runs `wechatbot ...args` to its end, or stops it when it has said `until`. V8 itself lists the modules: hooks of the
 * loader see none that an ES module has got by `require`.
 */
export async function modulesOf(
  args: readonly string[],
  { cwd, until }: { readonly cwd: string; readonly until?: string },
): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'wechatbot-modules-'))
  try {
    const program = new Program(args, { cwd, env: { NODE_V8_COVERAGE: folder } })
    if (until !== undefined) {
      await program.heard.until(until)
      await program.signal('SIGTERM')
    }
    const code = await program.ended
    if (code !== 0) throw new Error(`it ended with ${code}:\n${program.stdout}${program.stderr}`)
    return readdirSync(folder).flatMap((file) => {
      const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Coverage
      return result.map(({ url }) => url).filter((url) => url.startsWith('file:'))
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
