/** What lasts of a user: nobody else reads it, fills it, or pays for what stands in it. */
import { ALL, type Case, each, expectThat } from './case.js'
import type { Target } from './target.js'

/** Adds to the cart of a user, and reads all of it. */
async function add(target: Target, from: string, item: string): Promise<string> {
  const { reply, body } = await target.deliver(target.text(`cart:${item}`, { from }))
  return String(reply?.Content ?? body)
}

/** The same, again where it is refused: on a busy machine Redis may be away for a moment. */
async function addAgain(target: Target, from: string, item: string): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const cart = await add(target, from, item)
    if (cart !== 'success' || tries === 3) return cart
  }
}

const user = () => `o${Math.random()}`

/** What somebody with access to Redis may leave there; the version is whatever replaced it. */
const HOSTILE = [
  '',
  'text',
  '#',
  '#x|',
  '#x|{"state":',
  'null',
  '5',
  '[]',
  '{}',
  '{"state":null}',
  '{"state":{"items":5}}',
  '{"state":{"items":[5]}}',
  '{"state":{"__proto__":{"items":["polluted"]}}}',
  '{"__proto__":{"state":{"items":["polluted"]}}}',
  '{"state":{"constructor":{"prototype":{"polluted":1}}}}',
  `{"state":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  `{"state":{"items":["${'x'.repeat(100_000)}"]}}`,
]

export const sessions: readonly Case[] = [
  {
    id: 'S34',
    name: 'users whose names would be one when they are joined to keys',
    modes: ALL,
    run: async (target) => {
      const base = user()
      const names = ['', '|', '|x', '%', '%7C', '%7Cx', '%257C', '}', '{', ':'].map(
        (it) => base + it,
      )
      const verdict = await each(names, async (from, i) => {
        const cart = await add(target, from, `${i}`)
        return expectThat(cart === `${i}`, `${from}: ${cart}`)
      })
      const again = await each(names, async (from, i) => {
        const cart = await add(target, from, 'more')
        return expectThat(cart === `${i},more`, `${from}: ${cart}`)
      })
      return [...verdict, ...again]
    },
  },
  {
    id: 'S34',
    name: 'a user who fills a session gets no more than 64 kB, and costs nobody else',
    modes: ALL,
    run: async (target) => {
      const [full, other] = [user(), user()]
      const item = 'x'.repeat(14_000)
      const carts: string[] = []
      for (let i = 0; i < 7; i += 1) carts.push(await add(target, full, item))
      const refused = carts.filter((cart) => cart === 'success').length
      const good = await add(target, other, 'tea')
      return [
        ...expectThat(refused === 3, `${refused} of 7 refused`),
        ...expectThat(good === 'tea', `the other one: ${good}`),
      ]
    },
  },
  {
    id: 'S34',
    name: 'hostile values at the session of a user cost that user’s state only',
    modes: ['plain', 'safe', 'compat'],
    isOfTwo: true,
    run: async (target, twin) => {
      const [victim, other] = [user(), user()]
      await add(target, victim, 'first')
      let others = await add(twin, other, 'tea')
      /** The other one's cart grows by what the other one adds. */
      const grows = async () => {
        const before = others
        others = await addAgain(twin, other, '')
        return expectThat(others === `${before},`, `the other: ${others.slice(0, 60)}`)
      }
      const key = target.server.redis?.('KEYS', `*|cart|${victim}`) ?? ''
      const verdict = await each(
        HOSTILE,
        async (value, i) => {
          target.server.redis?.('SET', key, value)
          // A state that fits, but for its size, is refused until its time is over.
          const isLarge = value.includes('"xxx')
          const cart = await (isLarge ? add : addAgain)(target, victim, `${i}`)
          return [
            ...expectThat(
              isLarge || cart === `${i}`,
              `${value.slice(0, 60)}: ${cart.slice(0, 60)}`,
            ),
            ...(await grows()),
          ]
        },
        1,
      )
      const polluted = await target.ask('polluted?')
      return [
        ...verdict,
        ...expectThat(/\|cart\|o/.test(key), `no key for the cart: ${key}`),
        ...expectThat(polluted === 'polluted: ', polluted),
      ]
    },
  },
]
