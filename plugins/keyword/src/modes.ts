/** The ways to look for the words of a rule, and their names in the configuration and in files. */
import { fold } from '@wechatbot/core'
import * as v from 'valibot'

export const MODES = ['exact', 'contains', 'prefix', 'regex'] as const

export type Mode = (typeof MODES)[number]

const CHINESE = {
  ...{ 等于: 'exact', 全等: 'exact', 精确: 'exact', 完全匹配: 'exact' },
  ...{ 包含: 'contains', 模糊: 'contains' },
  ...{ 开头: 'prefix', 前缀: 'prefix' },
  ...{ 正则: 'regex', 正则表达式: 'regex' },
} as const satisfies Readonly<Record<string, Mode>>

const NAMES: ReadonlyMap<string, Mode> = new Map([
  ...MODES.map((mode) => [mode, mode] as const),
  ...Object.entries(CHINESE),
])

/** The mode for a name in either language, in any writing. Undefined for an unknown name. */
export function modeOf(name: string): Mode | undefined {
  return NAMES.get(fold(name))
}

const EXPECTED = `one of ${MODES.join(', ')}, or 等于, 包含, 开头, 正则`

export const modeSchema = v.pipe(
  v.unknown(),
  v.transform((name) => (typeof name === 'string' ? (modeOf(name) ?? name) : name)),
  v.picklist(MODES, EXPECTED),
) as unknown as v.GenericSchema<Mode | keyof typeof CHINESE, Mode>
