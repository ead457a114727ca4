/** Options of plugins by the schema library of one's choice: zod, valibot, arktype. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AnyPlugin, createBot, createLogger, definePlugin } from '@wechatbot/core'
import { simulate } from '@wechatbot/simulator'
import { type } from 'arktype'
import { expect } from 'chai'
import * as v from 'valibot'
import { loadConfig, WechatBotError } from 'wechatbot'
import * as z from 'zod'
import { wechatbot } from '#cli-test/call.js'
import { ROOT } from './root.js'

interface Hours {
  text: string
  days: { name: string; open: number }[]
}

const setup = (scope: { hears: (word: string, run: () => string) => void }, options: Hours) => {
  scope.hears(
    '时间',
    () => `${options.text} ${options.days.map((day) => `${day.name}${day.open}`)}`,
  )
}

// The options of each setup have the type that the schema gives: this file would not compile else.
const PLUGINS: Readonly<Record<string, AnyPlugin>> = {
  zod: definePlugin({
    name: 'hours',
    options: z.object({
      text: z.string().default('每天'),
      days: z.array(z.object({ name: z.string(), open: z.number().min(0).max(23) })),
    }),
    setup,
  }),
  valibot: definePlugin({
    name: 'hours',
    options: v.object({
      text: v.optional(v.string(), '每天'),
      days: v.array(
        v.object({ name: v.string(), open: v.pipe(v.number(), v.minValue(0), v.maxValue(23)) }),
      ),
    }),
    setup,
  }),
  arktype: definePlugin({
    name: 'hours',
    options: type({
      text: "string = '每天'",
      days: type({ name: 'string', open: '0 <= number <= 23' }).array(),
    }),
    setup,
  }),
}

const silent = () => createLogger({ level: 'silent' })

describe('options of a plugin', () => {
  for (const [library, plugin] of Object.entries(PLUGINS)) {
    describe(`by ${library}`, () => {
      it('are checked, and reach the setup with their defaults', async () => {
        const options = { days: [{ name: '周一', open: 9 }] }
        const bot = createBot({ token: 'a-token', plugins: [[plugin, options]], logger: silent() })
        const wechat = await simulate(bot)
        await wechat.user('oA').says('时间').shouldReply('每天 周一9')
        await wechat.close()
        expect((await bot.describe()).plugins[0]?.options).to.deep.equal({
          text: '每天',
          ...options,
        })
      })

      it('that are wrong stop the start: plugin, path and problem of each, at once', async () => {
        const options = {
          text: 5,
          days: [
            { name: '周一', open: 9 },
            { name: '周二', open: 24 },
          ],
        }
        const bot = createBot({ token: 'a-token', plugins: [[plugin, options]], logger: silent() })
        const error = await bot.ready().catch((reason: unknown) => reason)
        expect(error).to.be.instanceOf(WechatBotError).and.include({ code: 'BAD_PLUGIN' })
        const { problems, message } = error as WechatBotError
        expect(problems.map(({ path }) => path)).to.have.members(['text', 'days[1].open'])
        expect(message).to.contain('hours').and.contain('days[1].open')
        await bot.close()
      })
    })
  }

  it('may be checked by asking somebody', async () => {
    const plugin = definePlugin({
      name: 'asking',
      options: z.object({ city: z.string().refine(async (city) => city !== '无') }),
      setup: (scope, { city }) => scope.hears('城市', () => city),
    })
    const bot = createBot({
      token: 'a-token',
      plugins: [plugin({ city: '深圳' })],
      logger: silent(),
    })
    const wechat = await simulate(bot)
    await wechat.user('oA').says('城市').shouldReply('深圳')
    await wechat.close()
    const wrong = createBot({
      token: 'a-token',
      plugins: [plugin({ city: '无' })],
      logger: silent(),
    })
    const error = await wrong.ready().catch((reason: WechatBotError) => reason)
    expect((error as WechatBotError).problems[0]?.path).to.equal('city')
    await wrong.close()
  })

  it('are typed where a plugin is called', () => {
    const plugin = definePlugin({ name: 'typed', options: z.object({ n: z.number() }), setup() {} })
    plugin({ n: 1 })
    // @ts-expect-error a text is no number
    plugin({ n: '1' })
  })

  it('of a configuration file are all named at once by check', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wechatbot-options-'))
    const zod = join(ROOT, 'node_modules/zod/index.js')
    writeFileSync(
      join(folder, 'hours.mjs'),
      `import * as z from ${JSON.stringify(zod)}
       export default { name: 'hours', options: z.object({ a: z.string(), b: z.number() }), setup() {} }`,
    )
    const bots = [{ token: 'a-token', plugins: [['./hours.mjs', { a: 1, b: 'x' }]] }]
    const file = join(folder, 'wechatbot.config.json')
    writeFileSync(file, JSON.stringify({ bots }))
    const error = await loadConfig({ file }).catch((reason: unknown) => reason)
    expect((error as WechatBotError).problems.map(({ path }) => path)).to.deep.equal(['a', 'b'])
    const { code, stderr } = await wechatbot(['check', '-c', file])
    expect(code).to.equal(1)
    expect(stderr)
      .to.contain('hours')
      .and.match(/\ba: .*\n.*\bb: /)
    rmSync(folder, { recursive: true })
  })
})
