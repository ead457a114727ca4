/** Captured requests: replayed, changed, and aged. */
import type { SignedPush } from '@wechatbot/simulator'
import {
  ALL,
  type Case,
  each,
  expectRefusal,
  expectStatus,
  expectThat,
  FORGED,
  PLAIN,
  SEALED,
} from './case.js'

const random = (name: string) => `${name} ${Math.random()}`

export const replay: readonly Case[] = [
  {
    id: 'S5',
    name: 'a captured URL with another body',
    modes: PLAIN,
    run: async (target) => {
      const { query, body } = target.quiet.sign(target.text('mine'))
      const first = await target.quiet.post({ query, body })
      const bodies = [
        target.text(FORGED),
        target.text(FORGED, { from: 'oSomebodyElse' }),
        body.replace('mine', FORGED).replace(/<MsgId>\d+/, '<MsgId>1'),
        '<xml><action>CheckContainerPath</action></xml>',
      ]
      const [line, ...others] = await each(bodies, async (forged) =>
        expectRefusal(await target.quiet.post({ query, body: forged }), 403, forged),
      ).then(
        async (verdict) => [verdict, await target.loggedQuietly('REPLAYED_SIGNATURE')] as const,
      )
      const [said] = others
      return [
        ...expectStatus(first, 200, 'the first'),
        ...line,
        ...expectThat(said.length === 1, `logged ${said.length} times, not once`),
        ...expectThat(String(said[0]?.msg).includes('bindSignatures'), `says ${said[0]?.msg}`),
      ]
    },
  },
  {
    id: 'S5',
    name: 'twenty messages with one signature at one moment',
    modes: PLAIN,
    run: async (target) => {
      const query = target.query()
      const messages = Array.from({ length: 20 }, (_, i) => target.text(`race ${i}`))
      const answers = await Promise.all(messages.map((body) => target.post({ query, body })))
      const statuses = answers.map(({ status }) => status)
      const accepted = statuses.filter((status) => status === 200).length
      const refused = statuses.filter((status) => status === 403).length
      return expectThat(accepted === 1 && refused === 19, `statuses ${statuses}`)
    },
  },
  {
    id: 'S5',
    name: "a message with a handshake's signature, and the other way round",
    modes: PLAIN,
    run: async (target) => {
      const one = target.query()
      const handshake = await target.get({ ...one, echostr: 'x' })
      const forged = await target.post({ query: one, body: target.text(FORGED) })
      const other = target.query()
      const message = await target.post({ query: other, body: target.text('first') })
      const again = await target.get({ ...other, echostr: 'x' })
      return [
        ...expectStatus(handshake, 200, 'handshake'),
        ...expectRefusal(forged, 403, 'message after handshake'),
        ...expectStatus(message, 200, 'message'),
        ...expectRefusal(again, 403, 'handshake after message'),
      ]
    },
  },
  {
    id: 'S5',
    name: 'a captured URL with timestamp and nonce exchanged',
    modes: PLAIN,
    run: async (target) => {
      // Both are believable times, so that only the binding is left to refuse.
      const nonce = String(Math.floor(Date.now() / 1000) + 7)
      const query = target.query({ nonce })
      const first = await target.post({ query, body: target.text('first') })
      const swapped = { ...query, timestamp: nonce, nonce: `${query.timestamp}` }
      const forged = await target.post({ query: swapped, body: target.text(FORGED) })
      return [...expectStatus(first, 200, 'first'), ...expectRefusal(forged, 403, 'swapped')]
    },
  },
  {
    id: 'S5',
    name: 'a captured URL with another envelope',
    modes: SEALED,
    run: async (target) => {
      const one = target.sign(target.text('one'))
      const other = target.sign(target.text('other'))
      const stranger = target.sign(target.text(FORGED), { token: 'another-token' })
      const wrongKey = target.sign(target.text(FORGED), { encodingAESKey: 'A'.repeat(43) })
      const pushes: SignedPush[] = [
        { query: one.query, body: other.body },
        { query: one.query, body: stranger.body },
        { query: one.query, body: target.text(FORGED) },
        { query: { ...stranger.query, ...target.query() }, body: stranger.body },
        { query: stranger.query, body: one.body },
        wrongKey,
      ]
      return [
        ...expectStatus(await target.post(one), 200, 'the first'),
        ...(await each(pushes, async (push, i) =>
          expectRefusal(await target.post(push), 403, `envelope ${i}`),
        )),
      ]
    },
  },
  {
    id: 'S5',
    name: 'the same message again is a retry, signed anew or not',
    modes: ALL,
    run: async (target) => {
      const Content = random('again')
      const xml = target.text(Content)
      const now = Date.now()
      // The bots of all modes share a token: with one nonce, those of one second would share a signature.
      const fixed = { now, nonce: String(Math.random()).slice(2) }
      const replies = [
        await target.deliver(xml, fixed),
        await target.deliver(xml, fixed),
        await target.deliver(xml),
        ...(await Promise.all([target.deliver(xml, fixed), target.deliver(xml)])),
      ].map(({ reply, status }) => reply?.Content ?? status)
      const runs = await target.runsOf(Content)
      return [
        ...expectThat(new Set(replies).size === 1 && replies[0] === Content, `got ${replies}`),
        ...expectThat(runs === 1, `the handler ran ${runs} times`),
      ]
    },
  },
  {
    id: 'S5',
    name: 'a MsgId belongs to its sender',
    modes: ALL,
    run: async (target) => {
      const [one, other] = [random('one'), random('other')]
      const msgId = '9223372036854775807'
      // The bots of all modes serve one account here, so each mode has senders of its own.
      const user = random('o')
      const first = await target.deliver(target.text(one, { from: `${user}One`, msgId }))
      const second = await target.deliver(target.text(other, { from: `${user}Other`, msgId }))
      // A separator inside a name must not make two keys one.
      const third = await target.deliver(target.text('a', { from: `${user}|1`, msgId: '2' }))
      const fourth = await target.deliver(target.text('b', { from: user, msgId: '1|2' }))
      const replies = [first, second, third, fourth].map(({ reply }) => reply?.Content)
      return expectThat(`${replies}` === `${[one, other, 'a', 'b']}`, `got ${replies}`)
    },
  },
  {
    id: 'S6',
    name: 'stale and future timestamps, and a log that says so once',
    modes: ALL,
    run: async (target) => {
      const now = Date.now()
      const skews = [310, 400, 3600, 86_400, 1e9, -310, -400, -3600, -1e9]
      const bad = await each(
        skews,
        async (skew) => {
          const push = target.quiet.sign(target.text(FORGED), { now: now - skew * 1000 })
          return expectRefusal(await target.quiet.post(push), 403, `${skew} s ago`)
        },
        1,
      )
      const good = await each([200, 290, -200, -290], async (skew) => {
        const push = target.sign(target.text('in time'), { now: now - skew * 1000 })
        return expectStatus(await target.post(push), 200, `${skew} s ago`)
      })
      const said = await target.loggedQuietly('STALE_PUSH')
      return [
        ...bad,
        ...good,
        ...expectThat(said.length === 1, `logged ${said.length} times, not once a minute`),
        ...expectThat(/\b31[01] s ago/.test(String(said[0]?.msg)), `says ${said[0]?.msg}`),
      ]
    },
  },
]
