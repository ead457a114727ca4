/** What a sender writes into X-Forwarded-For before a proxy of ours adds to it. */
import { type Case, each, expectRefusal, expectStatus, expectThat, FORGED } from './case.js'
import { PROXY, WALLED } from './server.js'
import { type Target, textOf } from './target.js'
import { bytesOf } from './wire.js'

/** To the bot that only {@link WALLED} may push to, by the proxy. */
function forward(target: Target, content: string, lines: readonly string[]) {
  const { query, body } = target.sign(target.text(content))
  const headers = {
    host: `localhost${lines.map((line) => `\r\nx-forwarded-for: ${line}`).join('')}`,
  }
  const bytes = bytesOf({ target: `/walled?${textOf(query)}`, body, headers })
  return target.send(bytes, { from: PROXY })
}

export const forwarded: readonly Case[] = [
  {
    id: 'S25',
    name: 'an allowed address, forged to the left of the hop that a proxy added',
    modes: ['plain'],
    run: async (target) => {
      const hops = [
        '9.9.9.9',
        '9.9.9.9:4711',
        '"9.9.9.9:4711"',
        '[2001:db8::9]:4711',
        '"[2001:db8::9]:4711"',
        '2001:db8::9',
        '::ffff:9.9.9.9',
        'unknown',
        '_hidden',
        '',
        '""',
        'for=9.9.9.9',
        '9.9.9.9:port',
        `${WALLED}:`,
        `"${WALLED}`,
      ]
      const forged = await each(hops, async (hop) => [
        ...expectRefusal(await forward(target, FORGED, [`${WALLED}, ${hop}`]), 403, hop),
        ...expectRefusal(await forward(target, FORGED, [WALLED, hop]), 403, `${hop}, joined`),
        ...expectRefusal(
          await forward(target, FORGED, [`${WALLED}, ${hop}, ${PROXY}:80`]),
          403,
          `${hop}, by two proxies`,
        ),
      ])
      const none = await each([[], [PROXY], [`${PROXY}, ${PROXY}:80`]], async (lines) =>
        expectRefusal(await forward(target, FORGED, lines), 403, `[${lines}]`),
      )
      return [...forged, ...none]
    },
  },
  {
    id: 'S25',
    name: 'an allowed address as each proxy writes it is believed',
    modes: ['plain'],
    run: (target) => {
      const hops = [WALLED, `${WALLED}:4711`, `"${WALLED}:4711"`, `[::ffff:${WALLED}]:4711`]
      return each(hops, async (hop) => {
        const answer = await forward(target, `forwarded ${hop}`, ['6.6.6.6, unknown', hop])
        return [
          ...expectStatus(answer, 200, hop),
          ...expectThat(answer.body.includes('forwarded'), `${hop}: ${answer.body}`),
        ]
      })
    },
  },
]
