/** What was captured on its way to one instance and comes to another: one Redis makes them one bot. */
import {
  type Case,
  each,
  expectRefusal,
  expectStatus,
  expectThat,
  FORGED,
  type Label,
} from './case.js'
import type { Target } from './target.js'
import type { Answer } from './wire.js'

/** A frozen prototype is of one process only. */
const PAIRED: readonly Label[] = ['plain', 'safe', 'compat']
const KINDS = ['text', 'event'] as const

/** Its reply says which instance made it. */
const whoOf = (kind: string) => `who: ${kind} ${Math.random()}`

/** One run over both instances, and every answer is its reply. */
async function expectOneRun(
  pair: readonly [Target, Target],
  Content: string,
  answers: readonly Answer[],
) {
  const replies = answers.map((answer) => pair[0].open(answer))
  const runs = [await pair[0].runsOf(Content), await pair[1].runsOf(Content)] as const
  return [
    ...expectThat(
      replies.every((text) => text.startsWith(`${Content} by `)),
      `got ${replies}`,
    ),
    ...expectThat(new Set(replies).size === 1, `different replies: ${replies}`),
    ...expectThat(runs[0] + runs[1] === 1, `the handlers of ${Content} ran ${runs} times`),
  ]
}

export const replayTwo: readonly Case[] = [
  {
    id: 'S5',
    name: 'the same request at another instance gets the stored reply',
    modes: PAIRED,
    isOfTwo: true,
    run: (target, twin) =>
      each(KINDS, async (kind) => {
        const Content = whoOf(kind)
        const push = target.sign(target[kind](Content))
        const first = await target.post(push)
        const again = [await twin.post(push), await target.post(push), await twin.post(push)]
        return expectOneRun([target, twin], Content, [first, ...again])
      }),
  },
  {
    id: 'S5',
    name: 'the same request at two instances at one moment runs once',
    modes: PAIRED,
    isOfTwo: true,
    run: (target, twin) =>
      each(KINDS, async (kind) => {
        const Content = whoOf(kind)
        const push = target.sign(target[kind](Content))
        const at = Array.from({ length: 10 }, (_, i) => (i % 2 ? twin : target))
        const answers = await Promise.all(at.map((one) => one.post(push)))
        return expectOneRun([target, twin], Content, answers)
      }),
  },
  {
    id: 'S5',
    name: 'a captured URL with another body, at another instance',
    modes: ['plain'],
    isOfTwo: true,
    run: (target, twin) =>
      each(KINDS, async (kind) => {
        const Content = whoOf(kind)
        const { query, body } = target.sign(target[kind](Content))
        const first = await target.post({ query, body })
        const changed = body.replace(Content, FORGED)
        const bodies = [
          target.text(FORGED),
          target.event(FORGED),
          changed.replace(kind === 'text' ? /<MsgId>\d+/ : /<CreateTime>\d+/, (tag) =>
            tag.replace(/\d+/, '1'),
          ),
          changed.replace(/(?<=<FromUserName><!\[CDATA\[)[^\]]+/, 'oSomebodyElse'),
        ]
        const refused = await each(bodies, async (forged) =>
          expectRefusal(await twin.post({ query, body: forged }), 403, forged),
        )
        // An event is all its fields. A message is its MsgId: nobody reads the text once more.
        const last = await twin.post({ query, body: changed })
        return [
          ...refused,
          ...(kind === 'event' ? expectRefusal(last, 403, changed) : []),
          ...(await expectOneRun(
            [target, twin],
            Content,
            kind === 'event' ? [first] : [first, last],
          )),
        ]
      }),
  },
  {
    id: 'S5',
    name: 'twenty messages with one signature at two instances at one moment',
    modes: ['plain'],
    isOfTwo: true,
    run: async (target, twin) => {
      const query = target.query()
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          (i % 2 ? twin : target).post({
            query,
            body: target[i % 4 < 2 ? 'text' : 'event'](`r${i}`),
          }),
        ),
      )
      const statuses = answers.map(({ status }) => status)
      const accepted = statuses.filter((status) => status === 200).length
      const refused = statuses.filter((status) => status === 403).length
      return expectThat(accepted === 1 && refused === 19, `statuses ${statuses}`)
    },
  },
  {
    id: 'S5',
    name: "a handshake's signature with a message at another instance, and the other way round",
    modes: ['plain'],
    isOfTwo: true,
    run: async (target, twin) => {
      const one = target.query()
      const handshake = await target.get({ ...one, echostr: 'x' })
      const other = target.query()
      const message = await target.post({ query: other, body: target.text('first') })
      return [
        ...expectStatus(handshake, 200, 'handshake'),
        ...expectStatus(message, 200, 'message'),
        ...(await each(KINDS, async (kind) => {
          const forged = await twin.post({ query: one, body: target[kind](FORGED) })
          return expectRefusal(forged, 403, `${kind} after handshake`)
        })),
        ...expectRefusal(
          await twin.get({ ...other, echostr: 'x' }),
          403,
          'handshake after message',
        ),
      ]
    },
  },
  {
    id: 'S5',
    name: 'a captured URL with another envelope, at another instance',
    modes: ['safe', 'compat'],
    isOfTwo: true,
    run: (target, twin) =>
      each(KINDS, async (kind) => {
        const Content = whoOf(kind)
        const xml = target[kind](Content)
        const push = target.sign(xml)
        const first = await target.post(push)
        // The very message in another envelope has a signature of its own, too.
        const bodies = [
          target.sign(target.text(FORGED)).body,
          target.sign(target.event(FORGED)).body,
          target.sign(xml).body,
          target[kind](FORGED),
        ]
        const refused = await each(bodies, async (body, i) =>
          expectRefusal(await twin.post({ query: push.query, body }), 403, `envelope ${i}`),
        )
        return [...refused, ...(await expectOneRun([target, twin], Content, [first]))]
      }),
  },
]
