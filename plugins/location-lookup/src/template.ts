/** Texts with placeholders: `您在{province}{city}`. */

/** A name in braces. Any other braces are plain text. */
const PLACEHOLDER = /\{([^{}]*)\}/g

/** Removes placeholders that have no value, and lines that become empty by that. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template
    .split('\n')
    .flatMap((line) => {
      const filled = line.replace(PLACEHOLDER, (_, name: string) => values[name] ?? '')
      return filled.trim() === '' && line.trim() !== '' ? [] : [filled]
    })
    .join('\n')
    .trim()
}
