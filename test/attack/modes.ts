/** Pushes of one mode to a bot of another. */
import { type Case, each, expectRefusal, expectThat, FORGED, PLAIN, SEALED } from './case.js'

export const modes: readonly Case[] = [
  {
    id: 'S2',
    name: 'plaintext to a bot that wants ciphertext, and a log that says why',
    modes: SEALED,
    run: async (target) => {
      const body = target.text(FORGED)
      const open = () => target.quiet.query()
      const pushes = [
        { query: open(), body },
        { query: { ...open(), encrypt_type: 'raw' }, body },
        { query: { ...open(), encrypt_type: '' }, body },
        { query: { ...open(), encrypt_type: 'AES' }, body },
        { query: { ...open(), encrypt_type: 'aes' }, body },
      ]
      const [first, ...rest] = pushes
      const refused = async (push: (typeof pushes)[number]) =>
        expectRefusal(await target.quiet.post(push), 403, JSON.stringify(push.query))
      const verdict = [
        ...(await refused(first as (typeof pushes)[number])),
        ...(await each(rest, refused)),
      ]
      const said = await target.loggedQuietly('WRONG_MODE')
      return [
        ...verdict,
        ...expectThat(said.length === 1, `logged ${said.length} times, not once a minute`),
        ...expectThat(String(said[0]?.msg).includes('安全模式'), `says ${said[0]?.msg}`),
      ]
    },
  },
  {
    id: 'S2',
    name: 'an encrypted push with a parameter missing or twice',
    modes: SEALED,
    run: (target) => {
      const names = ['signature', 'msg_signature', 'encrypt_type', 'timestamp', 'nonce']
      return each(names, async (name) => {
        const { query, body } = target.sign(target.text(FORGED))
        const { [name]: value, ...rest } = query
        const text = new URLSearchParams(rest).toString()
        const ways = [
          text,
          `${text}&${name}=`,
          `${text}&${name}=${value}&${name}=${value}`,
          `${text}&${name}[]=${value}`,
        ]
        return each(ways, async (way) =>
          expectRefusal(await target.post({ query: way, body }), 403, way),
        )
      })
    },
  },
  {
    id: 'S2',
    name: 'ciphertext to a plain bot',
    modes: PLAIN,
    run: async (target) => {
      const key = { mode: 'safe', encodingAESKey: 'A'.repeat(43) } as const
      const push = target.sign(target.text(FORGED), key)
      return expectRefusal(await target.post(push), 403, 'encrypted')
    },
  },
]
