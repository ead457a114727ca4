/** Work to be counted: what the keyword plugin makes of a text, piece by piece. */
import type { Message } from '@wechatbot/core'
import { createAutomaton } from '#keyword/dist/automaton.js'
import { createCharsets } from '#keyword/dist/charsets.js'
import { createLinear } from '#keyword/dist/linear.js'
import { toPattern } from '#keyword/dist/pattern.js'
import { subjectOf } from '#keyword/dist/subject.js'

export type Piece =
  | { readonly type: 'pattern'; readonly written: string; readonly text: string }
  | { readonly type: 'words'; readonly words: readonly string[]; readonly text: string }
  | { readonly type: 'voice'; readonly text: string }

const charsets = createCharsets()

export const work = (piece: Piece): (() => void) => {
  const { text } = piece
  switch (piece.type) {
    case 'pattern': {
      const linear = createLinear(toPattern(piece.written), charsets)
      return () => linear.exec(text)
    }
    case 'words': {
      const words = createAutomaton(new Map(piece.words.map((word, number) => [word, number])))
      return () => {
        words.first(text)
        words.search(text, () => {})
        words.begin(text, () => {})
      }
    }
    case 'voice': {
      const message = { kind: 'voice', Recognition: text } as Message
      return () => subjectOf(message)
    }
  }
}
