/** Users of one account whose replies are late, over one Store: what the specs of the mailbox share. */
import { expect } from 'chai'
import { Account } from '#src/account.js'
import { createMailbox, type MailboxOptions } from '#src/late/mailbox.js'
import type { LateParts, Mailbox, Strategy } from '#src/late/types.js'
import type { Reply } from '#src/reply/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Claim } from '#src/store/types.js'
import { Backlog } from '#src/turn/backlog.js'
import { Turn } from '#src/turn/turn.js'
import { createSpecClock, messageOf, pushOf, textXml } from '../fixtures.ts'
import { recordingLogger } from '../recording-logger.ts'
import { lateParts } from './parts.ts'

export class Waiting {
  readonly account = new Account({ name: 'main', tokens: [], mode: 'plain' })
  readonly clock = createSpecClock()
  readonly log = recordingLogger()
  readonly store = createMemoryStore({ clock: this.clock })
  readonly backlog = new Backlog(new Map(), (error) => expect.fail(String(error)))
  #lastId = 0

  /** The mailbox of one instance. */
  newBox(options?: MailboxOptions, own: Partial<LateParts> = {}): Mailbox {
    const { account, clock, log, store, backlog } = this
    return createMailbox(lateParts(clock, { account, log, store, backlog, ...own }), options)
  }

  turnOf(xml: string): Turn {
    this.#lastId += 1
    const receivedAt = { now: this.clock.now(), monotonic: this.clock.monotonic() }
    const key = `key${this.#lastId}`
    // This Store answers at once.
    const claim = this.store.turns.claim(key, { leaseMs: 3000, ttlMs: 60_000 }) as unknown as Claim
    const fence = claim.state === 'run' ? claim.fence : undefined
    return new Turn(key, messageOf(xml), receivedAt, 1, fence)
  }

  says(Content: string, FromUserName?: string): Turn {
    return this.turnOf(textXml({ Content, ...(FromUserName && { FromUserName }) }))
  }

  /** A message whose reply was late. */
  async late(box: Strategy, reply: Reply, turn = this.says('question')): Promise<void> {
    await box.answer({ turn, number: 3, push: pushOf(textXml()) })
    turn.settle(reply)
    await this.backlog.idle()
  }
}
