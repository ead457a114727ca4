/**
 * The attack suite: every requirement on security, against the built command in a process of its
 * own, over real sockets, with canaries for secrets. `npm run test:attack` runs it alone.
 */
import { expect } from 'chai'
import { binding } from './binding.js'
import { body } from './body.js'
import { type Case, FORGED, LABELS, type Label, type Verdict } from './case.js'
import { config } from './config.js'
import { connections } from './connections.js'
import { crypto } from './crypto.js'
import { demo } from './demo.js'
import { forwarded } from './forwarded.js'
import { handlers } from './handlers.js'
import { handshake } from './handshake.js'
import { http } from './http.js'
import { logs } from './logs.js'
import { modes } from './modes.js'
import { outgoing } from './outgoing.js'
import { paths } from './paths.js'
import { replay } from './replay.js'
import { replayTwo } from './replay-two.js'
import { replies } from './replies.js'
import { rules } from './rules.js'
import { build, type Fortress, type Mode, SECRETS } from './server.js'
import { sessions } from './sessions.js'
import { signature } from './signature.js'
import { sockets } from './sockets.js'
import { terminal } from './terminal.js'
import { xml } from './xml.js'

const CASES: readonly Case[] = [
  ...[
    signature,
    handshake,
    replay,
    modes,
    replayTwo,
    binding,
    crypto,
    http,
    paths,
    forwarded,
    demo,
    connections,
    body,
    sockets,
    xml,
    replies,
    handlers,
    sessions,
    rules,
    logs,
    outgoing,
    config,
    terminal,
  ].flat(),
].sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)))

describe('attacks', function () {
  // Slow cases are begun together and take up to 8 s on a machine that does nothing else.
  this.timeout(60_000)
  let fortress: Fortress
  const begun = new Map<string, Promise<Verdict>>()
  const verdicts = new Map<string, 'held' | 'BROKEN' | 'no redis'>()
  const keyOf = ({ id, name }: Case, label: Label) => `${id} ${name} (${label})`

  before(async () => {
    fortress = await build()
    for (const each of CASES.filter(({ isSlow }) => isSlow)) {
      for (const label of each.modes) {
        const run = each.run(fortress.targets[label], fortress.targets[label])
        run.catch(() => {})
        begun.set(keyOf(each, label), run)
      }
    }
  })

  after(() => {
    process.stdout.write(table(verdicts))
  })

  for (const each of CASES) {
    for (const label of each.modes) {
      const key = keyOf(each, label)
      it(key, async function () {
        const pair = fortress.pairs?.[label as Mode]
        if (each.isOfTwo && pair === undefined) {
          verdicts.set(key, 'no redis')
          return this.skip()
        }
        verdicts.set(key, 'BROKEN')
        const alone = fortress.targets[label]
        const [target, twin] = (each.isOfTwo && pair) || [alone, alone]
        expect(await (begun.get(key) ?? each.run(target, twin))).to.deep.equal([])
        for (const one of new Set([target, twin])) {
          const good = `good ${key} ${one.server.port}`
          expect(await one.ask(good)).to.equal(good)
          expect(await one.server.isAlive()).to.equal(true)
        }
        verdicts.set(key, 'held')
      })
    }
  }

  describe('when all is over', () => {
    let codes: readonly (number | null)[]
    let lines: readonly string[]
    let answers: readonly string[]

    before(async () => {
      await Promise.all(begun.values())
      codes = await fortress.close()
      lines = fortress.servers.flatMap((server) => server.lines())
      answers = fortress.servers.flatMap((server) => server.answers)
    })

    it('has a log and answers to look at', () => {
      expect(lines.length).to.be.above(verdicts.size)
      expect(answers.length).to.be.above(verdicts.size)
    })

    it('has stopped as it should', () => {
      expect(codes).to.deep.equal(fortress.servers.map(() => 0))
    })

    it('has run no handler for a forged message', () => {
      expect(lines.filter((line) => line.includes(FORGED))).to.deep.equal([])
      expect(answers.filter((answer) => answer.includes(FORGED))).to.deep.equal([])
    })

    it('has every log line as one line of JSON, without what a terminal obeys', () => {
      const broken = lines.filter((line) => !isClean(line))
      expect(broken).to.deep.equal([])
    })

    it('has shown no secret and no expected signature, in no line and no answer', () => {
      const { token, encodingAESKey, appSecret, accessToken } = SECRETS
      const canaries: string[] = [token, encodingAESKey, appSecret, accessToken]
      const signatures = fortress.servers.flatMap((server) => [...server.signatures])
      expect(signatures.length).to.be.above(verdicts.size)
      const text = lines.concat(answers).join('\n')
      const shown = canaries.concat(signatures).filter((canary) => text.includes(canary))
      expect(shown).to.deep.equal([])
    })

    it('has answered no 5xx', () => {
      expect(answers.filter((answer) => /^HTTP\/1\.1 5/.test(answer))).to.deep.equal([])
    })
  })
})

function isClean(line: string): boolean {
  try {
    JSON.parse(line)
  } catch {
    // Two lines for people, from before the log begins, would fail here too.
    return false
  }
  return !/\p{Cc}/u.test(line)
}

/** One row per case: what happened under each kind of bot. */
function table(verdicts: ReadonlyMap<string, string>): string {
  const cell = (text: string, wide: number) => text.padEnd(wide)
  const width = 2 + Math.max(...CASES.map(({ name }) => name.length))
  const rows = CASES.map((each) => {
    const cells = LABELS.map((label) => {
      const verdict = verdicts.get(`${each.id} ${each.name} (${label})`)
      return cell(each.modes.includes(label) ? (verdict ?? 'not run') : '-', 10)
    })
    const worst = ['BROKEN', 'not run', 'no redis'].find((bad) =>
      cells.some((text) => text.trim() === bad),
    )
    return `  ${cell(each.id, 5)}${cell(each.name, width)}${cells.join('')}${worst ?? 'held'}`
  })
  const head = `  ${cell('id', 5)}${cell('case', width)}${LABELS.map((label) => cell(label, 10)).join('')}verdict`
  return `\n${[head, ...rows].join('\n')}\n`
}
