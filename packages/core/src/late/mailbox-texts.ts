/** What users read of the mailbox. */
import { fold } from '../message/fold.ts'
import type { Message } from '../message/types.ts'
import type { Reply } from '../reply/types.ts'

/** @param trigger the word for which the user gets what waits. */
export function createTexts(trigger: string, text = `还在想，回复「${trigger}」查看`) {
  const folded = fold(trigger)
  const patience: Reply = { type: 'text', content: text }
  return {
    patience,
    /** Ends a text that is still being written. */
    unfinished: `\n（还没写完，回复「${trigger}」看下文）`,
    /** The answer to the trigger word when nothing has followed the text that ended with {@link unfinished}. */
    ended: { type: 'text', content: '刚才的回答已经写完了。' } satisfies Reply,
    /** Ends a message if the mailbox has more of its text. */
    more: `\n（没说完，回复「${trigger}」看下文）`,
    hint: (left: number) => (left > 0 ? `\n（还有 ${left} 条，回复「${trigger}」继续看）` : ''),
    /** Whether the user says the trigger word. They may say it in a voice message, too. */
    isTrigger: (message: Message): boolean => {
      const spoken = message.kind === 'voice' ? message.Recognition : undefined
      const word = message.kind === 'text' ? message.Content : spoken
      return word !== undefined && fold(word) === folded
    },
  }
}
