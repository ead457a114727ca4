/** What stands in examples/deploy. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../root.js'

export const EXAMPLE = join(ROOT, 'examples/deploy')
export const textOf = (name: string) => readFileSync(join(EXAMPLE, name), 'utf8')

/** A value of the unit, all of them if there are several. */
export function unitValues(name: string): string[] {
  const lines = textOf('wechatbot@.service').matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))
  return [...lines].map((match) => match[1] ?? '')
}
