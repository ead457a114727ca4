/** Sessions that hold the cart of a user, over one Store. */
import type { ManualClock } from '@wechatbot/simulator'
import { createSessions } from '#src/session/sessions.js'
import type { Session, SessionOptions } from '#src/session/types.js'
import { sessionRecord } from '#src/store/keys.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store, Values } from '#src/store/types.js'
import { createSpecClock } from '../fixtures.ts'
import { type RecordingLogger, recordingLogger } from '../recording-logger.ts'

export interface Cart {
  readonly items: readonly string[]
}

export interface Carts {
  readonly clock: ManualClock
  readonly store: Store
  readonly log: RecordingLogger
  /** One of a process of its own, as all that a process shares with others is the Store. */
  readonly open: (options?: Partial<SessionOptions<Cart>>, values?: Values) => Session<Cart>
}

/** Where the Store has the cart of the user oA. */
export const KEY = sessionRecord('wx1', 'shop', 'cart', 'oA')

export const add = (item: string) => (cart: Cart) => ({ items: [...cart.items, item] })

export function createCarts(): Carts {
  const log = recordingLogger()
  const clock = createSpecClock()
  const store = createMemoryStore({ clock })
  return {
    ...{ clock, store, log },
    open: (options = {}, values = store.values) => {
      const sessions = createSessions({ values, scope: 'wx1', clock, isOpen: () => true })
      const ofShop = sessions.of({ name: 'shop', log }, 'shop')
      return ofShop<Cart>({ name: 'cart', initial: () => ({ items: [] }), ...options })
    },
  }
}
