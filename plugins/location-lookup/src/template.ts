/** Texts with placeholders: `您在{province}{city}`. */
import { closest, distance } from 'fastest-levenshtein'

/** A name in braces. Any other braces are plain text. */
const PLACEHOLDER = /\{([^{}]*)\}/g

/** The problem with the placeholders of `template`. `undefined` when there is none. */
export function placeholderProblem(template: string, known: readonly string[]): string | undefined {
  const unknown = [...template.matchAll(PLACEHOLDER)]
    .map(([, name = '']) => name)
    .filter((name) => !known.includes(name))
  if (unknown.length === 0) return undefined
  const names = known.map((name) => `{${name}}`).join(' ')
  return `a text with the placeholders ${names}; unknown: ${unknown.map((name) => `{${name}}${suggestion(name, known)}`).join(', ')}`
}

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

function suggestion(name: string, known: readonly string[]): string {
  const best = closest(name.toLowerCase(), [...known])
  const isNear = distance(name.toLowerCase(), best) <= Math.max(2, name.length / 3)
  return isNear ? ` (did you mean {${best}}?)` : ''
}
