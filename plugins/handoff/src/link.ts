/** A link that makes the phone send a word, as if its user had written it. */

export const OFFER = '没有听懂您的意思。'

/** @param before the text in front of the link */
export function clickToSay(word: string, before = ''): string {
  const content = word.replace(/["<>&#%\s]/g, encodeURIComponent)
  return `${before}请点击<a href="weixin://bizmsgmenu?msgmenucontent=${content}&msgmenuid=handoff">这里</a>转接人工客服，或回复「${word}」。`
}
