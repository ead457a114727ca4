/** A reply that gets ready after its deadline, while a strategy still asks the Store: the attempt can bring it. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { Api } from '#src/api/types.js'
import { moment } from '#src/clock.js'
import { createCustomerService } from '#src/late/customer-service.js'
import { createMailbox } from '#src/late/mailbox.js'
import type { Promises } from '#src/late/promises.js'
import type { LateParts, Strategy } from '#src/late/types.js'
import { text } from '#src/reply/builders.js'
import { boxOf } from '#src/store/keys.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { Backlog } from '#src/turn/backlog.js'
import type { Connection } from '#src/turn/push.js'
import { Turn } from '#src/turn/turn.js'
import { createSpecClock, messageOf, pushOf, textXml, USER } from '../fixtures.ts'
import { lateParts, promisesOver } from './parts.ts'

const REPLY = text('晴')

const HUNG_UP = { destroyed: true, readableEnded: true }

const STRATEGIES: Readonly<Record<string, (parts: LateParts) => Strategy>> = {
  'customer-service': (parts) => createCustomerService(parts, undefined),
  mailbox: (parts) => createMailbox(parts),
}

describe('a reply that gets ready while its promise is written', () => {
  for (const [name, create] of Object.entries(STRATEGIES)) {
    describe(name, () => {
      let clock: ManualClock
      let store: Store
      let backlog: Backlog
      let sent: unknown[]
      let promises: Promises
      let turn: Turn

      beforeEach(() => {
        clock = createSpecClock()
        store = { ...createMemoryStore({ clock }), outlivesProcess: true }
        backlog = new Backlog(new Map(), (error) => expect.fail(String(error)))
        sent = []
        promises = promisesOver(store, clock)
        turn = new Turn('key', messageOf(textXml()), moment(clock), 1, 1)
        turn.push = pushOf(textXml())
      })

      const answer = (number: number, connection?: Connection) => {
        const api = () => ({ send: async (...all: unknown[]) => sent.push(all) }) as unknown as Api
        const parts = lateParts(clock, { store, backlog, api, hasApi: true, promises })
        const push = pushOf(textXml(), { connection, receivedAt: turn.receivedAt })
        return create(parts).answer({ turn, number, push })
      }
      const kept = () => store.late.list(boxOf('wx1', USER))

      it('is the answer, and goes out by nothing else', async () => {
        const answered = answer(1)
        turn.settle(REPLY)
        expect(await answered).to.deep.equal(REPLY)
        await backlog.idle()
        expect(sent).to.deep.equal([])
        expect(turn).to.include({ instead: undefined, delivery: undefined })
        expect(await kept()).to.deep.equal([])
        expect(await promises.list().next()).to.include({ done: true })
      })

      it('is the answer, too, as a first part whose rest is delivered meanwhile', async () => {
        const answered = answer(3)
        turn.settleWithPart(REPLY, Promise.resolve())
        expect(await answered).to.deep.equal(REPLY)
        await backlog.idle()
        expect([sent, await kept()]).to.deep.equal([[], []])
        expect(await promises.list().next()).to.include({ done: true })
      })

      it('is left to the next attempt where the peer has hung up meanwhile', async () => {
        const answered = answer(2, HUNG_UP)
        expect(await answered).to.equal('unanswered')
        turn.settle(REPLY)
        await backlog.idle()
        expect([sent, await kept()]).to.deep.equal([[], []])
      })

      it('is delivered where no other attempt comes, and nobody waits any more', async () => {
        const answered = answer(3, HUNG_UP)
        turn.settle(REPLY)
        await answered
        await backlog.idle()
        expect(sent.length + (await kept()).length).to.equal(1)
      })
    })
  }
})
