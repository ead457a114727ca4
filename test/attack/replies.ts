/** What comes back to a user who writes XML: a reply, and in it text and names as they were. */
import { ALL, type Case, each, expectStatus, expectThat } from './case.js'
import { refuseAll, wrapped } from './document.js'

export const replies: readonly Case[] = [
  {
    id: 'S13',
    name: 'a reply carries what the user wrote as text, and nothing else',
    modes: ALL,
    run: async (target) => {
      const kept = [
        ']]>',
        'a]]>b]]>c]]>]]>',
        ']]]]><![CDATA[>',
        ']]></Content><MsgType>image</MsgType><Content><![CDATA[',
        '<![CDATA[x]]>',
        '<script>alert(1)</script>',
        '&lt;&amp;&#60;&x;',
        '</xml><xml>',
        '<!DOCTYPE x>',
        '%s%n${7*7}{{7*7}}',
        "';--",
        '𝒳👨‍👩‍👧\u202e\u200f',
        'a\nb\tc',
      ]
      const verdict = await each(kept, async (text) => {
        const { reply, status, body } = await target.deliver(target.text(text))
        const fields = Object.keys(reply ?? {}).join()
        return [
          ...expectThat(reply?.Content === text, `${text} became ${reply?.Content ?? status}`),
          ...expectThat(
            fields === 'ToUserName,FromUserName,CreateTime,MsgType,Content',
            `${text}: ${fields}`,
          ),
          ...expectThat(!target.isSealed || !body.includes('<Content>'), 'in the clear'),
        ]
      })
      // What XML cannot carry comes back without, or as a replacement; or is refused on its way in.
      const illegal = [
        'a\u0000b',
        'a\u0008b',
        'a\u001bb',
        'a\ufffeb',
        'a\uffffb',
        '&#0;',
        '&#xD800;',
      ]
      const sent = await each(illegal, async (text) => {
        const answer = await target.post(target.signText(wrapped('', '', '', text)))
        const what = JSON.stringify(text)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 forbids these
        const isClean = !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(answer.body)
        return [
          ...expectStatus(answer, [200, target.malformed], what),
          ...expectThat(isClean, `${what} came back as ${JSON.stringify(answer.body)}`),
        ]
      })
      return [...verdict, ...sent]
    },
  },
  {
    id: 'S13',
    name: 'names that break out of a reply, a key or a line',
    modes: ALL,
    run: async (target) => {
      const names = ['o]]><x>', 'o<![CDATA[', 'o|1|2', '__proto__', 'o&amp;', '../../etc/passwd']
      const kept = await each(names, async (from) => {
        const { reply } = await target.deliver(target.text('who am I', { from }))
        return expectThat(reply?.ToUserName === from, `${from} became ${reply?.ToUserName}`)
      })
      const bad = ['o\nA', 'o\u0000', 'o\u001b[2J', 'o\u007f', 'o'.repeat(129), '']
      const refused = bad.map((from) => wrapped().replace('oA', `<![CDATA[${from}]]>`))
      const ids = ['9223372036854775807', '9007199254740993', '9007199254740992', '-1', '1e3', '01']
      const replies = await Promise.all(
        ids.map(
          async (msgId) => (await target.deliver(target.text(msgId, { msgId }))).reply?.Content,
        ),
      )
      return [
        ...kept,
        ...(await refuseAll(target, refused)),
        ...expectThat(`${replies}` === `${ids}`, `ids ${ids} were taken for ${replies}`),
      ]
    },
  },
]
