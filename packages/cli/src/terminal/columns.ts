/** Columns of a terminal. A Chinese character takes two. */

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu

export function widthOf(text: string): number {
  return [...text].length + (text.match(WIDE)?.length ?? 0)
}

/** The text with blanks behind it, up to `width` columns. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/** The text in `width` columns at the most. A text that is cut ends with …, which some terminals show in two. */
export function shortened(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let left = width - 2
  const kept: string[] = []
  for (const character of text) {
    left -= widthOf(character)
    if (left < 0) break
    kept.push(character)
  }
  return `${kept.join('')}…`
}
