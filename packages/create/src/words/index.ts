/** Everything that people read, in English and in Chinese. */
import type { Lang } from '../lang.ts'
import { ENGLISH } from './en.ts'
import type { Words } from './words.ts'
import { CHINESE } from './zh.ts'

export const WORDS: Readonly<Record<Lang, Words>> = { en: ENGLISH, zh: CHINESE }
