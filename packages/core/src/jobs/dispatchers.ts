/** Finds the dispatcher of a Store. Bots that share a Store share its dispatcher. */
import type { Clock } from '../clock.ts'
import type { Logger } from '../records/log.ts'
import type { Store } from '../store/types.ts'
import { Dispatcher } from './dispatcher.ts'

/**
 * Dispatchers by Store, held weakly. With a worker for each bot, one bot would take jobs that only
 * another can run.
 */
const dispatchers = new WeakMap<object, Dispatcher>()

/** @param given the Store as the bots were given it. The completed Store differs from bot to bot. */
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
