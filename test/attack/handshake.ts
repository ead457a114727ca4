/** The handshake: what a bot answers to it, and what it does not echo. */
import { ALL, type Case, each, expectRefusal, expectStatus, expectThat } from './case.js'
import { textOf } from './target.js'

export const handshake: readonly Case[] = [
  {
    id: 'S9',
    name: 'a handshake is answered as plain text',
    modes: ALL,
    run: async (target) => {
      const answer = await target.get({ ...target.query(), echostr: '4375120948345356249' })
      return [
        ...expectStatus(answer, 200, 'a good handshake'),
        ...expectThat(answer.body === '4375120948345356249', `echoed ${answer.body}`),
        ...expectThat(/^content-type: text\/plain/im.test(answer.head), answer.head),
        ...expectThat(/^x-content-type-options: nosniff/im.test(answer.head), answer.head),
      ]
    },
  },
  {
    id: 'S9',
    name: 'markup and worse in echostr',
    modes: ALL,
    run: (target) => {
      const bad = [
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        '+ADw-script+AD4-!',
        'a\r\nSet-Cookie: x=1',
        'a\0b',
        '&lt;x&gt;',
        "';alert(1)//",
        '\u2028',
        'ｘ',
        'a b',
        'x'.repeat(513),
        '',
      ]
      const signed = () => textOf(target.query())
      const queries = bad.map((text) => `${signed()}&${textOf({ echostr: text })}`)
      queries.push(signed(), `${signed()}&echostr=a&echostr=b`, `${signed()}&echostr[]=a`)
      return each(queries, async (query) => {
        const answer = await target.get(query)
        return [
          ...expectRefusal(answer, 400, query),
          ...expectThat(/^content-type: text\/plain/im.test(answer.head), answer.head),
        ]
      })
    },
  },
]
