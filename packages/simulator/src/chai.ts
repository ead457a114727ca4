/** Assertions for chai: `chai.use(wechatChai)`, then `await expect(user.says('在吗')).to.reply('在')`. */

import type { XmlFields, XmlInput } from '@wechatbot/core'
import type {} from 'chai'
import type { Exchange } from './exchange.ts'

declare global {
  namespace Chai {
    interface Assertion {
      /** The bot replies with this text or these fields. Resolves to the reply's fields. */
      reply(expected?: string | RegExp | XmlInput): Promise<XmlFields>
      /** The user sees nothing. */
      stayQuiet(): Promise<void>
    }
  }
}

/** A chai plugin. A failed assertion shows the chat, as a failed assertion of an exchange does. */
export function wechatChai(chai: Chai.ChaiStatic): void {
  chai.Assertion.addMethod(
    'reply',
    function (this: Chai.AssertionStatic, expected?: string | RegExp | XmlInput) {
      return (this._obj as Exchange).shouldReply(expected)
    },
  )
  chai.Assertion.addMethod('stayQuiet', function (this: Chai.AssertionStatic) {
    return (this._obj as Exchange).shouldNotReply()
  })
}
