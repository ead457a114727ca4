/** What a user writes, and what goes wrong, in the log: on one line each, and without secrets. */
import { ALL, type Case, each, expectThat, FORGED } from './case.js'
import { SECRETS } from './server.js'
import type { Target } from './target.js'

/** Ten seconds at least: a busy machine may write a line late. */
async function until(isSo: () => boolean): Promise<boolean> {
  for (let i = 0; i < 2000 && !isSo(); i += 1)
    await new Promise((resolve) => setTimeout(resolve, 5))
  return isSo()
}

/** Lines that a handler's log of `text` makes. */
function linesOf(target: Target, mark: string) {
  return target.server.lines().filter((line) => line.includes(mark))
}

export const logs: readonly Case[] = [
  {
    id: 'S21',
    name: 'text that would write lines of its own, or move the cursor',
    modes: ALL,
    run: (target) => {
      const texts = [
        'a\n{"level":50,"msg":"forged"}',
        'a\r\n{"level":50,"msg":"forged"}',
        'a","msg":"forged","x":"',
        'a\\","msg":"forged"',
        'a\u0085forged',
        'a\u2028forged\u2029forged',
        'a\u009b2J\u009d0;owned\u009c',
        'a\u007f\u007f\u007f',
        'a\u202egnp.exe\u2066',
        'a'.repeat(10_000),
      ]
      return each(texts, async (text) => {
        const mark = `mark-${Math.random().toString(36).slice(2)}`
        await target.deliver(target.text(mark + text))
        await until(() => linesOf(target, mark).length >= 2)
        const parsed = linesOf(target, mark).map((line) => JSON.parse(line) as { msg: string })
        const forged = target.server
          .lines()
          .filter((line) => /^\{"level":50,"msg":"forged/.test(line))
        return [
          ...expectThat(parsed.length >= 2, `${parsed.length} lines for ${JSON.stringify(text)}`),
          ...expectThat(
            parsed.every(({ msg }) => msg === 'handler ran' || msg.startsWith('said ')),
            `a line says ${parsed.map(({ msg }) => msg)}`,
          ),
          ...expectThat(forged.length === 0, `a line was forged: ${forged}`),
        ]
      })
    },
  },
  {
    id: 'S21',
    name: 'errors with control characters, and what a refused request says',
    modes: ALL,
    run: async (target) => {
      await target.deliver(target.text('fail:ansi'))
      const errorsOf = () =>
        linesOf(target, 'owned').flatMap((line) => {
          return (JSON.parse(line) as { err?: { message: string; stack: string } }).err ?? []
        })
      const found = await until(() => errorsOf().length > 0)
      const errors = errorsOf()
      // A pretty printer writes these two as they are.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys
      const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/
      const mark = `${FORGED}\u001b[2J\n{"level":60}`
      await target.post({ query: { signature: mark, timestamp: mark, nonce: mark }, body: mark })
      await target.get({ ...target.query(), echostr: mark }, { 'user-agent': FORGED })
      return [
        ...expectThat(found, 'the error was not logged'),
        ...expectThat(
          errors.every(({ message, stack }) => !controls.test(message + stack)),
          `control characters in ${JSON.stringify(errors)}`,
        ),
      ]
    },
  },
  {
    id: 'S21',
    name: 'secrets in messages, errors and fields are not logged',
    modes: ALL,
    run: async (target) => {
      const { token, encodingAESKey, appSecret } = SECRETS
      const before = target.server.lines().length
      for (const [i, secret] of [token, encodingAESKey, appSecret].entries()) {
        // Not by `deliver`: the bot echoes what the user already knows, and that is no leak.
        const push = target.sign(
          target.text(`fail:leak ${i} ${secret} ${encodeURIComponent(secret)}`),
        )
        await target.post(push)
      }
      await target.ask('after the secrets')
      await until(() => linesOf(target, 'after the secrets').length > 0)
      const text = target.server.lines().slice(before).join('\n')
      return [
        ...expectThat(text.includes('[redacted]'), 'nothing was redacted'),
        ...[token, encodingAESKey, appSecret].flatMap((secret) =>
          expectThat(!text.includes(secret), `the log shows ${secret}`),
        ),
      ]
    },
  },
  {
    id: 'S32',
    name: 'secrets URL-encoded, in base64 and in texts of headers and URLs are not logged',
    modes: ALL,
    run: async (target) => {
      const { token, encodingAESKey, appSecret } = SECRETS
      const before = target.server.lines().length
      const values = [token, encodingAESKey, appSecret]
      const encoded = values.map((secret) => btoa(`x:${secret}`))
      const hex = values.map((secret) => Buffer.from(secret).toString('hex'))
      const canary = 'c4naryOfUser'
      for (const text of [
        ...encoded,
        ...hex,
        `https://qyapi.example/cgi-bin/webhook/send?key=${canary}`,
        `%22api_key%22%3A%22${canary}%22`,
        `"token":["${canary}"]`,
        `密码：${canary}`,
        `GET /x?access_token=${canary}`,
        `Authorization: Bearer ${canary}`,
        `connect redis://bot:${canary}@127.0.0.1`,
        `{"apiKey":"${canary}"}`,
      ]) {
        await target.post(target.sign(target.text(`fail:leak ${text}`)))
      }
      await target.ask('after the encoded secrets')
      await until(() => linesOf(target, 'after the encoded secrets').length > 0)
      const text = target.server.lines().slice(before).join('\n')
      return [
        ...expectThat(text.includes('[redacted]'), 'nothing was redacted'),
        ...[...encoded.map((form) => form.slice(4, -6)), ...hex, canary].flatMap((secret) =>
          expectThat(!text.includes(secret), `the log shows ${secret}`),
        ),
      ]
    },
  },
]
