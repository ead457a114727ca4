import { expect } from 'chai'
import type { Api } from '#src/api/types.js'
import { moment } from '#src/clock.js'
import type { Continuation } from '#src/late/growing-reply.js'
import type { MailboxOptions } from '#src/late/mailbox.js'
import { createStrategies, extraMs, type LateName } from '#src/late/strategies.js'
import type { LateParts } from '#src/late/types.js'
import { text } from '#src/reply/builders.js'
import { Backlog } from '#src/turn/backlog.js'
import { Turn } from '#src/turn/turn.js'
import { createSpecClock, messageOf, pushOf, textXml } from '../fixtures.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'
import { lateParts } from './parts.ts'

describe('the late strategies of a bot', () => {
  const clock = createSpecClock()
  const log = recordingLogger()
  let failures: unknown[]
  let backlog: Backlog

  const create = (names: readonly LateName[], options?: MailboxOptions) => {
    const send = () => Promise.reject(new Error('no answer'))
    const api = () => ({ send }) as unknown as Api
    const parts = lateParts(clock, { log, backlog, api, hasApi: true })
    return createStrategies(names, parts, options)
  }
  const says = (Content: string) =>
    new Turn(Content, messageOf(textXml({ Content })), moment(clock), 1, 1)
  /** A reply that is late, and that the API does not take. */
  const unsent = async (names: readonly LateName[]) => {
    const { late, mailbox } = create(names)
    const turn = says('question')
    const service = late.find(({ name }) => name === 'customer-service')
    await service?.answer({ turn, number: 1, push: pushOf(textXml()) })
    turn.settle(text('晴'))
    await backlog.idle()
    return mailbox
  }

  beforeEach(() => {
    failures = []
    backlog = new Backlog(new Map(), (error) => failures.push(error))
    log.lines.length = 0
  })

  it('are in the order of the option, and end with drop', () => {
    const namesOf = (names: readonly LateName[]) => create(names).late.map(({ name }) => name)
    expect(namesOf([])).to.deep.equal(['drop'])
    expect(namesOf(['mailbox', 'hold'])).to.deep.equal(['mailbox', 'hold', 'drop'])
    expect(namesOf(['hold', 'customer-service'])).to.deep.equal([
      'hold',
      'customer-service',
      'drop',
    ])
  })

  it('deliver the rest of a growing reply in this order, without those that cannot', () => {
    const registered: string[] = []
    const growing = {
      register: (name: string, { deliver }: Continuation) => {
        if (typeof deliver === 'function') registered.push(name)
      },
    } as unknown as LateParts['growing']
    createStrategies(['hold', 'mailbox', 'customer-service'], lateParts(clock, { growing }), {})
    expect(registered).to.deep.equal(['mailbox', 'customer-service', 'drop'])
  })

  it('have a mailbox where it is one of them, with its options', async () => {
    expect(create(['hold', 'drop']).mailbox).to.equal(undefined)
    const { mailbox } = create(['mailbox'], { text: '稍等' })
    const attempt = { turn: says('question'), number: 1, push: pushOf(textXml()) }
    expect(await mailbox?.answer(attempt)).to.deep.equal(text('稍等'))
  })

  it('keep in the mailbox what the API does not take, in whatever order they are', async () => {
    for (const names of [
      ['customer-service', 'mailbox'],
      ['mailbox', 'customer-service'],
    ] as const) {
      const mailbox = await unsent(names)
      expect(await mailbox?.takeUp(says('继续'))).to.deep.equal(text('晴'))
    }
  })

  it('drop what the API does not take where there is no mailbox, and nothing fails', async () => {
    await unsent(['customer-service'])
    expect(linesWith(log, 'late reply not sent, dropped')).to.have.length(1)
    expect(failures).to.deep.equal([])
  })

  it('give a reply ten seconds more when hold is one of them', () => {
    expect(extraMs(['customer-service', 'hold'])).to.equal(10_000)
    expect(extraMs(['customer-service', 'mailbox', 'drop'])).to.equal(0)
  })
})
