/** docs/real-account-checklist: what its steps expect, against the shop that create-wechatbot writes. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BotConfig, createBot, type Logger } from '@wechatbot/core'
import { createFakeApi, createManualClock, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { loadConfig } from 'wechatbot'
import { blocks, textOf } from './documents.js'
import { ROOT } from './root.js'

const PAGES = ['docs/real-account-checklist.md', 'docs/real-account-checklist.zh-CN.md']
/** A Saturday in China: no agent is there. */
const EVENING = Date.parse('2026-11-28T22:00:00+08:00')
const ACCOUNT = { appId: 'wx0123456789abcdef', appSecret: '0123456789abcdef0123456789abcdef' }

/** By its number, the cells of each step. */
function stepsOf(page: string): ReadonlyMap<number, readonly string[]> {
  const rows = [...textOf(page).matchAll(/^\| (\d+) \|(.*)\|$/gm)]
  return new Map(rows.map(([, number, cells = '']) => [Number(number), cells.split('|')]))
}

/** What the log column says of the line of a handled message. */
function expectedOf(page: string, step: number): Record<string, string | undefined> {
  const log = stepsOf(page).get(step)?.[2] ?? ''
  const of = (field: string) => new RegExp(`${field} \`([^\`]+)\``).exec(log)?.[1]
  return { kind: of('kind'), plugin: of('plugin'), reply: of('reply'), strategy: of('strategy') }
}

describe('the checklist for a real account', () => {
  const folder = mkdtempSync(join(ROOT, 'test/dist/shop-'))
  const lines: Record<string, unknown>[] = []
  let config: BotConfig

  before(async () => {
    cpSync(join(ROOT, 'packages/create/templates/shop'), folder, { recursive: true })
    const file = join(folder, 'wechatbot.config.ts')
    const text = readFileSync(file, 'utf8').replace(/^ {2}store: .*\n/m, '')
    const [slow = ''] = blocks(PAGES[0] ?? '', 'ts ignore')
    // With the time of the machine a spec would wait for it.
    const onClock = slow.replace('setTimeout(resolve, 7000)', 'globalThis.checklist(resolve)')
    writeFileSync(
      file,
      text.replace('plugins: [\n', (found) => found + onClock),
    )
    const { bots } = await loadConfig({ file })
    config = bots[0] as BotConfig
  })
  after(() => {
    Reflect.deleteProperty(globalThis, 'checklist')
    rmSync(folder, { recursive: true })
  })

  it('has fifteen steps with a place for each result, the same in both languages', () => {
    const [english, chinese] = PAGES.map(stepsOf)
    expect([...(english ?? [])].map(([number]) => number)).to.deep.equal(
      Array.from({ length: 15 }, (_, i) => i + 1),
    )
    for (const [number, cells] of english ?? []) {
      expect(cells, `step ${number}`).to.have.length(4)
      expect(cells[3]?.trim(), `step ${number}`).to.equal('')
      expect(expectedOf(PAGES[1] ?? '', number)).to.deep.equal(expectedOf(PAGES[0] ?? '', number))
    }
    expect(chinese?.size).to.equal(15)
  })

  it('says that nobody has tried it, in both languages', () => {
    expect(textOf(PAGES[0] ?? '')).to.contain('nobody has tried any of this with WeChat itself')
    expect(textOf(PAGES[1] ?? '')).to.contain('都没有在真正的微信上试过')
  })

  it('expects what the log says of each message', async () => {
    const clock = createManualClock(EVENING)
    const api = await createFakeApi({ ...ACCOUNT, clock })
    Object.assign(globalThis, {
      checklist: (resolve: () => void) => clock.setTimeout(resolve, 7000),
    })
    const logger = recorder(lines)
    const bot = createBot({
      ...config,
      ...{ token: 'a-token', ...ACCOUNT, clock, logger },
      api: { baseUrl: api.url },
    })
    const wechat = await simulate(bot, { api })
    const user = wechat.user('oA')
    const place = { Location_X: '22.54', Location_Y: '114.06', Scale: '15', Label: '' }
    const actions: Readonly<Record<number, () => PromiseLike<unknown>>> = {
      7: () => user.follows(),
      8: () => user.says('几点开门'),
      9: () => user.says('图片'),
      10: () => user.sends('location', place),
      11: () => user.sends('image', { MediaId: 'x', PicUrl: 'http://x' }),
      12: () => user.says('人工'),
      13: () => user.says('慢').then(() => user.shouldReceive('久等了')),
      14: () => user.clicks('营业时间'),
    }
    for (const [step, act] of Object.entries(actions)) {
      lines.length = 0
      await act()
      const handled = lines.find(({ msg }) => msg === 'message handled') ?? {}
      const late = lines.find(({ msg }) => msg === 'deadline passed') ?? {}
      const { kind, plugin, reply } = handled
      const { strategy } = late
      for (const page of PAGES) {
        expect({ kind, plugin, reply, strategy }, `step ${step}`).to.deep.equal(
          expectedOf(page, Number(step)),
        )
      }
    }
    await wechat.close()
    await api.close()
  })
})

function recorder(lines: Record<string, unknown>[]): Logger {
  const write = (fields: unknown, msg?: string) => {
    lines.push({ ...(typeof fields === 'object' ? fields : {}), msg: msg ?? fields })
  }
  const logger = {
    trace: write,
    debug: write,
    info: write,
    warn: write,
    error: write,
    fatal: write,
  }
  return Object.assign(logger, { level: 'info', child: () => logger }) as unknown as Logger
}
