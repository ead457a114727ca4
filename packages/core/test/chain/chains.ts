/** Chains of the handlers that a spec registers, and one message that they are asked about. */
import { expect } from 'chai'
import { type Blocked, type Chain, compose } from '#src/chain/compose.js'
import type { Context, Owner } from '#src/chain/context.js'
import { joined } from '#src/chain/entries.js'
import { createRegistration } from '#src/chain/registry.js'
import type { Registrar } from '#src/chain/types.js'
import type { Values } from '#src/store/types.js'
import { messageOf, textXml } from '../fixtures.ts'
import { recordingLogger } from '../recording-logger.ts'

export const MESSAGE = messageOf(textXml())
const STORE = {} as Values

/** What the clock of every chain says. */
export const time = { now: 0 }

/** A chain of the handlers that each setup registers, in the names of their keys. */
export function chainOf(
  setups: Record<string, (registrar: Registrar) => void>,
  log = recordingLogger(),
): Chain {
  const segments = Object.entries(setups).map(([name, setUp]) => {
    const owner: Owner = { name, log, store: STORE }
    const { segment, registrar } = createRegistration(owner, () => true)
    setUp(registrar)
    return segment
  })
  return compose(joined(segments), { monotonic: () => time.now })
}

export const run = (chain: Chain, blocked: Blocked = () => expect.fail('a handler blocked')) => {
  return chain(MESSAGE, (owner) => ({ message: MESSAGE, log: owner.log }) as Context, blocked)
}
export const fail = (error: unknown) => () => {
  throw error
}
export const text = (content: string) => ({ type: 'text', content })
