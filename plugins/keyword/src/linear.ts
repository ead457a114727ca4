/** Regular expressions whose time grows in proportion to the text, for any text (RE2). */
import { RE2JS } from 're2js'
import type { Charsets } from './charsets.ts'
import type { Span, Spans } from './match.ts'
import { halved, NotLinear, type Translation, translate } from './translate.ts'

export interface Linear {
  /** The most steps of the engine for one character of a text. */
  readonly steps: number
  readonly exec: (text: string) => Spans | undefined
}

/**
 * The limit for one character. A text of 2048 characters then takes ten million steps, which are 10 to 30 ms. A
 * delay of the event loop of that length is not noticed.
 */
export const MAX_STEPS = 5000

/** Each instruction is looked at for each character, and it copies each place of a group. */
function stepsOf(instructions: number, groups: number): number {
  return instructions * (10 + groups)
}

/** @throws NotLinear when JavaScript would find something else, or when the expression takes too many steps. */
export function createLinear(pattern: RegExp, charsets: Charsets): Linear {
  const translation = translate(pattern, charsets)
  const program = compile(translation)
  const steps = stepsOf(program.programSize(), translation.names.length)
  if (steps > MAX_STEPS) {
    throw new NotLinear(`takes ${steps} steps a character, the linear engine has ${MAX_STEPS}`)
  }
  const isUnicode = pattern.unicode
  return {
    steps,
    exec: (text) => {
      const seen = isUnicode ? text : halved(text)
      const matcher = program.matcher(seen)
      if (!matcher.find()) return undefined
      const place = seen === text ? (at: number) => at : placesOf(text)
      const groups = ['', ...translation.names].map((_, i): Span => {
        const start = matcher.start(i)
        return start < 0 ? undefined : [place(start), place(matcher.end(i))]
      })
      return { groups, named: namedOf(translation, groups) }
    },
  }
}

function compile({ source }: Translation): RE2JS {
  try {
    return RE2JS.compile(source)
  } catch {
    // The expression repeats more than a thousand times, or is nested too deeply.
    throw new NotLinear('is too large for the linear engine')
  }
}

/** Translates a place in {@link halved} text to its place in `text`. A half takes two places in halved text. */
function placesOf(text: string): (at: number) => number {
  const places: number[] = []
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    places.push(i)
    if (unit >= 0xd800 && unit <= 0xdfff) places.push(i)
  }
  places.push(text.length)
  return (at) => places[at] as number
}

/** Of several groups with the same name, at most one takes part in a match. */
function namedOf({ names }: Translation, groups: readonly Span[]): Spans['named'] {
  const named = new Map<string, Span>()
  for (const [i, name] of names.entries()) {
    if (name !== undefined) named.set(name, named.get(name) ?? groups[i + 1])
  }
  return named.size === 0 ? undefined : [...named]
}
