/** Whose a signature is: URLs of pushes that were cut, shed, or meant for another bot. */
import {
  ALL,
  type Case,
  each,
  expectRefusal,
  expectStatus,
  expectThat,
  FORGED,
  PLAIN,
  type Verdict,
} from './case.js'
import { type Query, type Target, textOf } from './target.js'
import { bytesOf } from './wire.js'

/** One follower's messages in flight. */
const SHARE = 21

/** The message that the URL was for comes through, and no other does. */
async function expectOwn(target: Target, query: Query, what: string): Promise<Verdict> {
  const own = await target.post({ query, body: target.text(`own ${what}`) })
  const forged = await target.post({ query, body: target.text(FORGED) })
  return [
    ...expectStatus(own, 200, `${what}: its message`),
    ...expectRefusal(forged, 403, `${what}: another`),
  ]
}

export const binding: readonly Case[] = [
  {
    id: 'S22',
    name: 'a captured URL whose push did not come whole',
    modes: PLAIN,
    run: async (target) => {
      const spoilt = async (body: string, headers = {}) => {
        const query = target.query()
        const bytes = bytesOf({ target: `${target.path}?${textOf(query)}`, body, headers })
        return { query, answer: await target.send(bytes, { isCut: true }) }
      }
      const good = target.text('cut')
      const cut = await spoilt(good, { 'content-length': String(good.length + 500) })
      const long = await spoilt('a'.repeat(70_000))
      const broken = await spoilt('<xml><MsgType>text</MsgType>')
      return [
        ...(await expectOwn(target, cut.query, 'cut')),
        ...(await expectOwn(target, long.query, 'too long')),
        ...expectRefusal(broken.answer, 400, 'malformed'),
        ...(await expectOwn(target, broken.query, 'malformed')),
      ]
    },
  },
  {
    id: 'S22',
    name: 'captured URLs of pushes that were refused, after 15 s',
    modes: ['plain'],
    isSlow: true,
    run: async (target) => {
      const body = target.text('refused')
      const pushes = { broken: target.query(), sealed: target.query(), zipped: target.query() }
      const gzip = { 'content-encoding': 'gzip' }
      const answers = [
        await target.post({ query: pushes.broken, body: '<xml>' }),
        await target.post({ query: { ...pushes.sealed, encrypt_type: 'aes' }, body }),
        await target.post({ query: pushes.zipped, body }, { headers: gzip }),
      ]
      await new Promise((resolve) => setTimeout(resolve, 15_100))
      return [
        ...expectThat(answers.map(({ status }) => status).join() === '400,403,415', 'refused'),
        ...(await each(Object.entries(pushes), async ([what, query]) =>
          expectRefusal(await target.post({ query, body: target.text(FORGED) }), 403, what),
        )),
      ]
    },
  },
  {
    id: 'S29',
    name: 'one follower with more messages than his share, and a captured URL of one that was shed',
    modes: ['plain'],
    run: async (target) => {
      const from = `oGreedy${Math.random()}`
      const slow = Array.from({ length: SHARE }, (_, i) =>
        target.post({ query: target.query(), body: target.text(`wait: ${i}`, { from }) }),
      )
      await target.ask('the slow ones have come')
      const query = target.query()
      const shed = await target.post({ query, body: target.text('one too many', { from }) })
      const forged = await target.post({ query, body: target.text(FORGED) })
      const other = await target.ask('another follower')
      const answers = await Promise.all(slow)
      return [
        ...expectStatus(shed, 200, 'shed'),
        ...expectThat(shed.body === 'success', `shed: ${shed.body}`),
        ...expectRefusal(forged, 403, 'the URL of a message that was shed'),
        ...expectThat(other === 'another follower', `another follower got ${other}`),
        ...expectThat(
          answers.every(({ body }) => body.includes('wait: ')),
          'the share was not answered',
        ),
      ]
    },
  },
  {
    id: 'S23',
    name: 'a captured URL at another bot with the same token',
    modes: ALL,
    run: async (target) => {
      const used = target.sign(target.text('here'))
      const first = await target.post(used)
      const paths = ['/plain', '/plain-quiet'].filter((path) => path !== target.path)
      return [
        ...expectStatus(first, 200, 'here'),
        ...(await each(paths, async (path) => {
          const forged = { query: used.query, body: target.text(FORGED) }
          return expectRefusal(await target.post(forged, { path }), 403, `at ${path}`)
        })),
      ]
    },
  },
]
