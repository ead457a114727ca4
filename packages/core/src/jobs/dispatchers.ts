/** Which dispatcher a Store has: bots that share a Store share it. */
import type { Clock } from '../clock.ts'
import type { Logger } from '../records/log.ts'
import type { Store } from '../store/types.ts'
import { Dispatcher } from './dispatcher.ts'

/** By Store, and weakly: a bot whose jobs another bot's worker takes would not run them. */
const dispatchers = new WeakMap<object, Dispatcher>()

/** @param given the Store as the bots have it: what makes it whole differs from bot to bot. */
export function dispatcherOf(
  given: object,
  { jobs }: Pick<Store, 'jobs'>,
  clock: Clock,
  log: Logger,
): Dispatcher {
  const dispatcher = dispatchers.get(given) ?? new Dispatcher(jobs, clock, log)
  dispatchers.set(given, dispatcher)
  return dispatcher
}
