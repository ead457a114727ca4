/** A chat: lines go in, replies and late messages come out. */
import type { Seen, SentMessage } from '@wechatbot/simulator'
import { ATTEMPTS, type Exchange, PATIENCE_MS } from '@wechatbot/simulator'
import { clean } from '../terminal/clean.ts'
import { type Words, words } from '../words/index.ts'
import { adviceOn } from './advice.ts'
import type { Peer } from './peer.ts'
import { renderSeen, renderSent } from './render.ts'
import { helpText, readLine } from './slash-commands.ts'

const { chat: say } = words

/** Where a chat is shown. `note` shows what is not part of the chat: waiting, mistakes, help. */
export interface Screen {
  /** The language in which messages are described. */
  readonly say: Words['chat']
  readonly said: (openid: string, text: string) => void
  readonly answered: (openid: string, seen: Seen, lines: readonly string[]) => void
  readonly late: (message: SentMessage, lines: readonly string[]) => void
  readonly note: (text: string) => void
}

export interface Conversation {
  /** The user whose lines these are. */
  readonly openid: () => string
  /** Resolves when the line has been answered. False when the line ends the chat. */
  readonly enter: (input: string) => Promise<boolean>
  /** Whether every message was delivered. */
  readonly isWell: () => boolean
  /** Waits for replies that are still to come, at most as long as the bot lets a handler run. */
  readonly end: () => Promise<void>
}

export function createConversation(peer: Peer, openid: string, screen: Screen): Conversation {
  let isWell = true
  peer.onLate((message) => screen.late(message, renderSent(message, screen.say)))
  peer.onLog((line) => screen.note(line.trimEnd()))
  peer.onCut((number) => {
    const seconds = PATIENCE_MS / 1000
    screen.note(
      number < ATTEMPTS ? say.askingAgain(seconds, number + 1, ATTEMPTS) : say.noAnswer(seconds),
    )
  })

  const answer = async (from: string, exchange: Exchange): Promise<void> => {
    const { seen, attempts } = await exchange.outcome
    const last = attempts.at(-1)
    if (last?.outcome === 'failed') throw peer.unreachable(last.error)
    if (seen.type === 'outage') isWell = false
    screen.answered(from, seen, renderSeen(seen, screen.say))
    const status = last?.response?.status ?? 200
    if (status !== 200) screen.note(adviceOn(status))
  }

  return {
    openid: () => openid,
    isWell: () => isWell,
    end: peer.idle,
    enter: async (input) => {
      const line = readLine(input)
      if (line.type === 'quit') return false
      if (line.type === 'help') screen.note(helpText())
      if (line.type === 'mistake') {
        isWell = false
        screen.note(line.text)
      }
      if (line.type === 'as') {
        openid = line.openid
        screen.note(say.youAre(clean(openid)))
      }
      if (line.type === 'push') {
        screen.said(openid, input.trim())
        await answer(openid, peer.send(openid, line.kind, line.fields))
      }
      return true
    },
  }
}
