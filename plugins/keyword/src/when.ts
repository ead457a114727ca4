/** Rules that answer only while the shop is open, or only while it is closed. */
import { fold, nextText, type Opening } from '@wechatbot/core'
import * as v from 'valibot'

export type When = 'open' | 'closed'

const CHINESE = { 营业: 'open', 营业中: 'open', 休息: 'closed', 休息中: 'closed' } as const

const NAMES: ReadonlyMap<string, When> = new Map(
  Object.entries({ open: 'open', closed: 'closed', ...CHINESE } as const),
)

export const whenSchema = v.pipe(
  v.unknown(),
  v.transform((name) => (typeof name === 'string' ? (NAMES.get(fold(name)) ?? name) : name)),
  v.picklist(['open', 'closed'], 'open or closed, or 营业, 休息'),
) as unknown as v.GenericSchema<When | keyof typeof CHINESE, When>

export function isNow(when: When, { isOpen }: Opening): boolean {
  return (when === 'open') === isOpen
}

/**
 * A text with `{until}`, the time at which an open shop closes, and `{next}`, the time at which a closed one opens.
 * Undefined for a text that says `{next}` while no opening is known.
 */
export function withTimes(
  text: string,
  { isOpen, until = '24:00', next }: Opening,
): string | undefined {
  if (isOpen) return text.replaceAll('{until}', until)
  if (next !== undefined) return text.replaceAll('{next}', nextText(next))
  return text.includes('{next}') ? undefined : text
}
