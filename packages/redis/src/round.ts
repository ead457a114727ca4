/**
 * Asks Redis once for what many messages ask at once. Under load a command costs this process more than the work in
 * it. In a cluster the questions of one account go together, because their keys are on one node.
 */
import { type Client, evaluate } from './client.ts'
import { away, type Link, tagOf, unknownAnswer } from './link.ts'

/** One question, and the promise of its answer. */
interface Asked<Q, A> {
  readonly question: Q
  readonly resolve: (answer: A) => void
  readonly reject: (error: Error) => void
}

export interface RoundOptions<Q, A> {
  /** The first key of a question. */
  readonly nameOf: (question: Q) => string
  /** Resolves to an answer for each question, in the same order. An Error is an answer that rejects. */
  readonly command: (redis: Client, questions: readonly Q[]) => Promise<readonly (A | Error)[]>
}

/** A command may take Redis a millisecond at most: others wait for it. */
const MAX_SIZE = 64

/** The questions of one turn of the event loop become one command. The order of the questions is kept. */
export function createRound<Q, A>(
  link: Link,
  { nameOf, command }: RoundOptions<Q, A>,
): (question: Q) => Promise<A> {
  const groups = new Map<string, Asked<Q, A>[]>()

  const send = async (group: string) => {
    const round = groups.get(group)
    const [first] = round ?? []
    // A full round did not wait for its time.
    if (round === undefined || first === undefined) return
    groups.delete(group)
    const questions = round.map(({ question }) => question)
    try {
      const name = nameOf(first.question)
      const answers = await link.ask(name, (redis) => command(redis, questions))
      for (const [i, { resolve, reject }] of round.entries()) {
        const answer = answers[i] as A | Error
        if (answer instanceof Error) reject(away(answer.message))
        else resolve(answer)
      }
    } catch (error) {
      for (const { reject } of round) reject(error as Error)
    }
  }

  return (question) =>
    new Promise((resolve, reject) => {
      const group = tagOf(nameOf(question))
      const round = groups.get(group) ?? []
      round.push({ question, resolve, reject })
      if (round.length === MAX_SIZE) {
        void send(group)
      } else if (round.length === 1) {
        groups.set(group, round)
        // Messages that came together ask in microtasks of this turn. This runs after all of them.
        queueMicrotask(() => process.nextTick(send, group))
      }
    })
}

/** Runs a script that gives a list: an answer for each question. */
export async function evaluateRound(
  redis: Client,
  script: string,
  names: readonly string[],
  args: readonly (string | number)[],
): Promise<readonly unknown[]> {
  const answers = await evaluate(redis, script, names, args)
  if (Array.isArray(answers)) return answers
  throw unknownAnswer(answers)
}
