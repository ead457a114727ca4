/** Where a request goes: other spellings of a bot's path, and request targets of every shape. */
import { ALL, type Case, each, expectRefusal, expectStatus, FORGED } from './case.js'
import { textOf } from './target.js'
import { bytesOf } from './wire.js'

export const paths: readonly Case[] = [
  {
    id: 'S1',
    name: 'other spellings of the path, rightly signed',
    modes: ALL,
    run: (target) => {
      const { path } = target
      const paths = [
        path.toUpperCase(),
        `/%${path.charCodeAt(1).toString(16)}${path.slice(2)}`,
        `${path};x`,
        `${path}%00`,
        `${path}%2f`,
        `/x/..${path}`,
        `${path}/..${path}`,
        `/.${path}`,
        `${path}/%`,
        '/',
        '*',
        '/__proto__',
        '/constructor',
      ]
      return each(paths, async (other) => {
        const answer = await target.post(target.sign(target.text(FORGED)), { path: other })
        return expectStatus(answer, [400, 404], other)
      })
    },
  },
  {
    id: 'S1',
    name: 'the same path with more slashes, wrongly signed',
    modes: ALL,
    run: (target) => {
      const { path } = target
      const paths = [`${path}/`, `/${path}`, `///${path}///`, `${path}//`]
      return each(paths, async (other) => {
        const { query, body } = target.sign(target.text(FORGED))
        const forged = { ...query, signature: '0'.repeat(40), msg_signature: '0'.repeat(40) }
        return expectRefusal(
          await target.post({ query: forged, body }, { path: other }),
          403,
          other,
        )
      })
    },
  },
  {
    id: 'S5',
    name: 'a captured URL at the path with more slashes, which is the same bot',
    modes: ALL,
    run: async (target) => {
      const { path } = target
      const used = target.sign(target.text('here'))
      const first = await target.post(used, { path: `${path}/` })
      const forged = { query: used.query, body: target.text(FORGED) }
      return [
        ...expectStatus(first, 200, 'its message'),
        ...(await each([path, `/${path}`, `${path}//`], async (other) =>
          expectStatus(await target.post(forged, { path: other }), 403, other),
        )),
      ]
    },
  },
  {
    id: 'S20',
    name: 'absolute and odd request targets',
    modes: ALL,
    run: async (target) => {
      const origins = ['http://evil.example', 'https://127.0.0.1:1', 'http://a@b', 'ftp://x']
      const forged = await each(origins, async (origin) => {
        const { query } = target.sign(target.text(FORGED))
        const { signature: _, ...unsigned } = query
        const url = `${origin}${target.path}?${textOf(unsigned)}`
        const answer = await target.send(bytesOf({ target: url, body: target.text(FORGED) }))
        return expectStatus(answer, [400, 403, 404], url)
      })
      const odd = ['?', '?%', '?%%%', '?a[b]=%E0%A4%A', `?${'&'.repeat(5000)}`, '?=&=&=', '#', '??']
      const shaped = await each(odd, async (query) => {
        const text = bytesOf({ target: `${target.path}${query}`, body: target.text(FORGED) })
        return expectStatus(await target.send(text), [400, 403, 404], query.slice(0, 20))
      })
      const broken = [
        'http://[/',
        'http://[',
        '//[',
        'http://a:b/',
        'http://x:99999/',
        '/#//[',
        '//k@Þ#',
        '/\\k@Þ#',
        '[',
      ]
      const { query } = target.sign(target.text(FORGED))
      const unread = await each(['GET', 'POST'], (method) =>
        each(broken, async (prefix) => {
          for (const end of ['', target.path, `${target.path}?${textOf(query)}`]) {
            const url = prefix + end
            const answer = await target.send(bytesOf({ method, target: url }))
            const verdict = expectStatus(answer, [400, 403, 404], `${method} ${url}`)
            if (verdict.length > 0) return verdict
          }
          return []
        }),
      )
      return [...forged, ...shaped, ...unread]
    },
  },
]
