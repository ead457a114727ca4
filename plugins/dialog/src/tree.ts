/** A dialog as lines of text, for `wechatbot check`. */
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
  const condition = when === undefined ? '' : ` when ${conditionText(when)}`
  return `${name}: ${type}${choices}${condition}: ${typeof ask === 'string' ? ask : '(function)'}`
}

function conditionText(when: NonNullable<Step['when']>): string {
  if (typeof when === 'function') return '(function)'
  return Object.entries(when)
    .map(([name, comparison]) => {
      const parts =
        typeof comparison === 'object' ? Object.entries(comparison) : [['is', comparison]]
      return `${name} ${parts.map(([how, bound]) => `${how} ${bound}`).join(' and ')}`
    })
    .join(', ')
}
