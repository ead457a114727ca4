/** Colours for a terminal that shows them. */
import { styleText } from 'node:util'
import type { Output } from '../invocation.ts'

export type Style = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow'

/** A file and a pipe have no colours. */
export function hasColors(output: Output): boolean {
  return output.isTTY === true && output.hasColors?.() === true
}

/** `text` in this style, or plain where `output` has no colours. */
export function paint(output: Output, style: Style, text: string): string {
  return hasColors(output) ? styleText(style, text) : text
}
