/** A reply that gets ready after its deadline, while a strategy still asks the Store: the attempt can bring it. */
import { expect } from 'chai'
import type { Api } from '#src/api/types.js'
import { moment } from '#src/clock.js'
import { createCustomerService } from '#src/late/customer-service.js'
import { createMailbox } from '#src/late/mailbox.js'
import type { LateParts, Strategy } from '#src/late/types.js'
import { text } from '#src/reply/builders.js'
import { boxOf } from '#src/store/keys.js'
import { createMemoryStore } from '#src/store/memory.js'
import { Backlog } from '#src/turn/backlog.js'
import { Turn } from '#src/turn/turn.js'
import { createSpecClock, messageOf, pushOf, textXml, USER } from '../fixtures.ts'
import { settled } from '../settled.ts'
import { lateParts, promisesOver } from './parts.ts'

const REPLY = text('晴')

const STRATEGIES: Readonly<Record<string, (parts: LateParts) => Strategy>> = {
  'customer-service': (parts) => createCustomerService(parts, undefined),
  mailbox: (parts) => createMailbox(parts),
}

describe('a reply that gets ready while its promise is written', () => {
  for (const [name, create] of Object.entries(STRATEGIES)) {
    it(`is the answer, and goes out by nothing else: ${name}`, async () => {
      const clock = createSpecClock()
      const store = { ...createMemoryStore({ clock }), outlivesProcess: true }
      const backlog = new Backlog(new Map(), (error) => expect.fail(String(error)))
      const sent: unknown[] = []
      const api = () => ({ send: async (...args: unknown[]) => sent.push(args) }) as unknown as Api
      const promises = promisesOver(store, clock)
      const parts = lateParts(clock, { store, backlog, api, hasApi: true, promises })
      const turn = new Turn('key', messageOf(textXml()), moment(clock), 1, 1)
      turn.push = pushOf(textXml())
      const answered = create(parts).answer({ turn, number: 1, push: turn.push })
      turn.settle(REPLY)
      expect(await answered).to.deep.equal(REPLY)
      await settled()
      await backlog.idle()
      expect(sent).to.deep.equal([])
      expect(turn).to.include({ isDeferred: false, delivery: undefined })
      expect(await store.late.list(boxOf(parts.account.scope, USER))).to.deep.equal([])
      expect(await promises.list().next()).to.include({ done: true })
    })
  }
})
