/** A dialog in lines, as `wechatbot check` shows it. */
import { startText } from './start.ts'
import type { DialogOptions, Step } from './types.ts'

export function linesOf({ start = [], steps, done }: DialogOptions): readonly string[] {
  const starts = [start].flat().map(startText)
  return [
    `starts with ${starts.length === 0 ? 'begin()' : starts.join(', ')}`,
    ...steps.map((step) => `├ ${lineOf(step)}`),
    `└ done${typeof done === 'string' ? `: ${done}` : ''}`,
  ]
}

function lineOf({ name, ask, when, ...step }: Step): string {
  const type = step.schema === undefined ? (step.type ?? step.kinds?.join() ?? 'text') : 'schema'
  const choices = step.choices === undefined ? '' : ` (${step.choices.join(', ')})`
  const condition =
    typeof when === 'object'
      ? ` when ${JSON.stringify(when).replaceAll('"', '')}`
      : ' when (function)'
  const question = typeof ask === 'string' ? ask : '(function)'
  return `${name}: ${type}${choices}${when === undefined ? '' : condition}: ${question}`
}
