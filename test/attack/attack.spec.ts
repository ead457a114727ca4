/**
 * The attack suite: what an outsider, a user, whoever has seen a URL, and a careless plugin can try,
 * against the built package in a process of its own. Each case is followed by a good message.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { Mode } from '@wechatbot/core'
import { expect } from 'chai'
import { loadConfig } from 'wechatbot'
import { ROOT, wechatbot } from '../running.js'
import { BODY_CASES } from './bodies.js'
import { DOCUMENT_CASES } from './documents.js'
import { ENVELOPE_CASES } from './envelopes.js'
import { HANDLER_CASES } from './handlers.js'
import { SIGNATURE_CASES } from './signatures.js'
import {
  APP_ID,
  type AttackCase,
  assertWell,
  CANARIES,
  type Server,
  startServer,
} from './target.js'
import { createPush } from './tools.js'

const CASES: readonly AttackCase[] = [
  ...SIGNATURE_CASES,
  ...ENVELOPE_CASES,
  ...DOCUMENT_CASES,
  ...BODY_CASES,
  ...HANDLER_CASES,
]
const MODES: readonly Mode[] = ['plain', 'safe', 'compat']

describe('the attack suite', function () {
  this.timeout(30_000)
  let server: Server
  const verdicts = new Map<AttackCase, Partial<Record<Mode, string>>>()

  before(async () => {
    server = await startServer()
  })
  after(async () => {
    await server.stop()
    if (process.env.WECHATBOT_ATTACK_TABLE) process.stderr.write(`${table(verdicts)}\n`)
  })

  for (const attack of CASES) {
    for (const mode of attack.modes ?? ['plain', 'safe']) {
      it(`${attack.id} ${mode}: ${attack.name}`, async () => {
        const row = verdicts.get(attack) ?? {}
        verdicts.set(attack, row)
        row[mode] = 'FAIL'
        const target = server.target(mode)
        await attack.run(target)
        await assertWell(target)
        row[mode] = 'ok'
      })
    }
  }

  it('S11 plain, safe: with a frozen Object.prototype everything works', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wechatbot-frozen-'))
    const freeze = join(folder, 'freeze.mjs')
    // Once the packages are loaded: some of their dependencies assign to prototypes as they load.
    writeFileSync(freeze, 'setTimeout(() => Object.freeze(Object.prototype), 700)\n')
    const frozen = await startServer('--import', freeze)
    await new Promise((resolve) => setTimeout(resolve, 700))
    for (const mode of MODES) {
      await assertWell(frozen.target(mode))
      for (const kind of ['location', 'image', 'event:subscribe', 'event:CLICK']) {
        expect((await frozen.target(mode).push(createPush({ kind }))).status).to.equal(200)
      }
    }
    expect(await frozen.stop()).to.equal(0)
    rmSync(folder, { recursive: true })
  })

  it('secrets: nothing that was logged or answered holds one, nor an expected signature', () => {
    const said = [server.log(), ...server.answers].join('\n')
    expect(said.length).to.be.above(10_000)
    for (const secret of Object.values(CANARIES)) {
      expect(said).not.to.contain(secret)
      expect(said).not.to.contain(Buffer.from(secret).toString('base64'))
      expect(said).not.to.contain(encodeURIComponent(secret).slice(0, 20))
    }
    // No signature at all: whoever reads the log must learn nothing to sign with.
    const logged = server.log().replace(/"(key|hash)":"[^"]*"/g, '')
    expect(logged).not.to.match(/\b[0-9a-f]{40}\b/)
  })

  it('secrets: a loaded configuration prints none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wechatbot-secrets-'))
    const file = join(folder, 'wechatbot.config.json')
    const bot = { ...CANARIES, appId: APP_ID, plugins: [] }
    writeFileSync(file, JSON.stringify({ bots: [bot] }))
    const config = await loadConfig({ file })
    const printed = [inspect(config, { depth: 9 }), JSON.stringify(config), `${config}`].join('\n')
    for (const secret of Object.values(CANARIES)) expect(printed).not.to.contain(secret)
    expect(printed).to.contain('[redacted]')
    rmSync(folder, { recursive: true })
  })

  it('S1: no start without a token, or with one that everybody tries', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wechatbot-token-'))
    for (const token of [undefined, '', 'ab', 'weixin', 'token', []]) {
      const file = join(folder, 'wechatbot.config.json')
      writeFileSync(file, JSON.stringify({ bots: [{ token, plugins: [] }] }))
      const { code, stderr } = await wechatbot(['start', '--port', '0', '-c', file])
      expect(code, String(token)).to.equal(1)
      expect(stderr).to.contain('token')
    }
    rmSync(folder, { recursive: true })
  })
})

describe('S19: rules that would hang the bot', () => {
  it('are refused at start, with advice', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wechatbot-redos-'))
    const file = join(folder, 'wechatbot.config.json')
    const keyword = join(ROOT, 'plugins/keyword/dist/index.js')
    for (const match of ['^(a+)+$', '(a|aa)+$', '^(\\w+\\s?)*$', '(.*)*x', '(x+x+)+y']) {
      const rules = [{ match, mode: 'regex', reply: 'x' }]
      const bot = { token: 'redos-token', plugins: [[keyword, { rules }]] }
      writeFileSync(file, JSON.stringify({ bots: [bot] }))
      const { code, stderr, stdout } = await wechatbot(['start', '--port', '0', '-c', file])
      expect(code, match).to.equal(1)
      expect(`${stderr}${stdout}`).to.contain('rules[0].match').and.contain('unsafe')
    }
    rmSync(folder, { recursive: true })
  }).timeout(30_000)
})

function table(verdicts: ReadonlyMap<AttackCase, Partial<Record<Mode, string>>>): string {
  const rows = [...verdicts].map(([{ id, name }, row]) => [
    id,
    ...MODES.map((mode) => row[mode] ?? '-'),
    name,
  ])
  const lines = [['', ...MODES, ''], ...rows].map(
    ([id = '', plain = '', safe = '', compat = '', name = '']) =>
      [id.padEnd(8), plain.padEnd(6), safe.padEnd(6), compat.padEnd(7), name].join(''),
  )
  return lines.join('\n')
}
