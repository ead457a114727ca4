/** The words of the page in the chosen language. */
import { EN } from './en.js'
import { ZH } from './zh.js'

export type { Word } from './zh.js'
export type Language = 'zh' | 'en'

let language: Language = initial()

export function currentLanguage(): Language {
  return language
}

export function setLanguage(next: Language): void {
  language = next
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en'
  localStorage.setItem('wechatbot-language', next)
}

/** A text that changes with the values that are shown, and with the language. */
export function markOf(...shown: readonly unknown[]): string {
  return JSON.stringify([language, ...shown])
}

/** Makes a function that tells whether its values, or the language, differ from those of its last call. */
export function createChange(): (...shown: readonly unknown[]) => boolean {
  let last = ''
  return (...shown) => {
    const before = last
    last = markOf(...shown)
    return last !== before
  }
}

/** A word in the page's language. An unknown word is not translated. A user's own strategy has such a name. */
export function t(word: string, n?: number): string {
  const words: Readonly<Record<string, string>> = language === 'zh' ? ZH : EN
  const text = Object.hasOwn(words, word) ? (words[word] as string) : word
  return n === undefined ? text : text.replace('{n}', String(n))
}

function initial(): Language {
  const saved = localStorage.getItem('wechatbot-language')
  if (saved === 'zh' || saved === 'en') return saved
  return navigator.language.startsWith('zh') ? 'zh' : 'en'
}
