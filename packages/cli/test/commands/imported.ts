/** The command `import`, and the configuration that it has written. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { wechatbot } from '../call.js'
import type { Folder } from '../folder.js'

/** Where it writes unless it is told otherwise. */
export const OUT = 'wechatbot.imported.json'

export async function importInto(folder: Folder, ...args: string[]) {
  const called = await wechatbot(['import', ...args], folder.path)
  expect(called.stdout + called.stderr).not.to.contain('canary')
  return called
}

export function imported(folder: Folder, file = OUT) {
  const text = readFileSync(join(folder.path, file), 'utf8')
  expect(text).not.to.contain('canary')
  const { bots, $comment } = JSON.parse(text)
  const { plugins, menu } = bots[0]
  const [[, { reply: welcome } = { reply: undefined }] = []] = plugins.filter(
    ([name]: [string]) => name === 'welcome',
  )
  const [[, { rules } = { rules: [] }] = []] = plugins.filter(
    ([name]: [string]) => name === 'keyword',
  )
  return { welcome, rules: rules ?? [], menu, notes: $comment.slice(1).join('\n') as string }
}
