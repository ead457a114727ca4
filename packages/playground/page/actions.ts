/** What the user of the page does in the chat. */
import type { OnSend } from './dialogs.js'

export interface ChatActions {
  readonly onSay: (content: string) => void
  readonly onSend: OnSend
  readonly onChoose: (id: string) => void
}
