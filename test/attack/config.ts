/** The configuration: what may not start, and what may not be printed. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { runtimeOf } from '@wechatbot/core/internal'
import { createBot, createLogger, loadConfig } from 'wechatbot'
import { wechatbot } from '../running.js'
import { type Case, each, expectThat, type Verdict } from './case.js'
import { SECRETS } from './server.js'
import type { Target } from './target.js'

const { token, appId, appSecret, encodingAESKey } = SECRETS

/** `wechatbot start` ends with 1, says what is wrong, and shows no secret. */
async function expectNoStart(
  target: Target,
  name: string,
  text: string,
  says: string | RegExp,
): Promise<Verdict> {
  const file = join(target.server.folder, name)
  writeFileSync(file, text)
  const { code, stdout, stderr } = await wechatbot(['start', '--config', file, '--port', '0'])
  const output = stdout + stderr
  const shown = [token, appSecret, encodingAESKey, '20240917'].filter((secret) =>
    output.includes(secret),
  )
  return [
    ...expectThat(code === 1, `${name}: ended with ${code}`),
    ...expectThat(new RegExp(says).test(stderr), `${name}: says ${stderr}`),
    ...expectThat(shown.length === 0, `${name}: shows ${shown}: ${output}`),
  ]
}

export const config: readonly Case[] = [
  {
    id: 'S1',
    name: 'no start without a token, or with one that everybody tries',
    modes: ['plain'],
    isSlow: true,
    run: (target) => {
      const tokens = [
        undefined,
        null,
        '',
        'ab',
        [],
        [''],
        'token',
        'weixin',
        ['good-one', 'weixin'],
      ]
      return each(
        tokens,
        async (value, i) => {
          const text = JSON.stringify({ bots: [{ token: value, appId, appSecret }] })
          return expectNoStart(target, `token-${i}.json`, text, 'token')
        },
        2,
      )
    },
  },
  {
    id: 'S21',
    name: 'a wrong configuration is explained without its secrets',
    modes: ['plain'],
    isSlow: true,
    run: (target) => {
      const bot = { token, appId, appSecret, encodingAESKey }
      const json = (values: object) => JSON.stringify({ bots: [{ ...bot, ...values }] }, null, 1)
      const files: readonly (readonly [string, string, string | RegExp])[] = [
        ['key.json', json({ encodingAESKey: `${encodingAESKey}x` }), 'encodingAESKey'],
        ['list.json', json({ token: [token, 1], encodingAESKey: ['x'] }), /token/],
        ['unknown.json', json({ tokens: token }), 'tokens'],
        ['alone.json', json({ appId: undefined }), 'appId'],
        ['mode.json', json({ mode: 'open' }), 'mode'],
        ['plugin.json', json({ plugins: [['./victim.mjs', { token }], './none.mjs'] }), 'none.mjs'],
        ['syntax.json', json({}).replace(',', ' '), /syntax\.json:\d+:\d+/],
        ['end.json', json({}).slice(0, -3), /end\.json:\d+:\d+/],
        ['quote.yaml', `bots:\n  - token: "${token}\n`, /quote\.yaml:\d+:\d+/],
        ['twice.yaml', `bots:\n  - token: a\n    token: ${token}\n`, /twice\.yaml:3:\d+/],
        ['number.yaml', 'bots:\n  - token: 20240917\n    appSecret: 20240917\n', 'quotes'],
        ['url.json', json({ api: { baseUrl: `ftp://u:${token}@h` } }), 'baseUrl'],
        ['bomb.yaml', `a: &a [${token}]\nbots: &b [*a, *b]\n`, 'aliases'],
        ['syntax.ts', `export default { bots: [{ token: "${token}" appSecret }] }`, 'syntax.ts'],
        ['throws.mjs', `const a = "${token}"; export default a.b.c`, 'throws.mjs'],
      ]
      return each(files, async (file) => expectNoStart(target, ...file), 2)
    },
  },
  {
    id: 'S21',
    name: 'a loaded configuration and its bot print no secret',
    modes: ['plain'],
    run: async (target) => {
      const loaded = await loadConfig({ cwd: target.server.folder })
      const bots = loaded.bots.map((bot) =>
        createBot({ ...bot, logger: createLogger({ level: 'silent' }) }),
      )
      const all = { depth: 30, maxArrayLength: null }
      const printed = {
        'inspect(config)': inspect(loaded, all),
        'inspect(bot config)': inspect(loaded.bots[0]),
        'JSON of config': JSON.stringify(loaded),
        'JSON of bot config': JSON.stringify(loaded.bots[1]),
        'text of config': `${loaded} ${loaded.bots.join()}`,
        'inspect(bot)': inspect(bots, all),
        'JSON of bot': JSON.stringify(bots.map((bot) => runtimeOf(bot).settings.account)),
      }
      await Promise.all(bots.map((bot) => bot.close()))
      const missing = Object.entries(printed)
        .slice(0, 4)
        .filter(([, text]) => !text.includes('[redacted]'))
      const shown = Object.entries(printed).filter(([, text]) =>
        [token, encodingAESKey, appSecret].some((secret) => text.includes(secret)),
      )
      return [
        ...missing.map(([what]) => `${what} does not say [redacted]`),
        ...shown.map(([what]) => `${what} shows a secret`),
        ...expectThat(loaded.bots[0]?.token === token, 'code does not get the token any more'),
      ]
    },
  },
]
