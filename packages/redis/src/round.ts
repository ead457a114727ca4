/**
 * Joins the questions of many messages into one command. Under load, a command costs this process more than its
 * content does. A command holds questions of one account only, because a cluster keeps their keys on one node.
 */
import { type Client, evaluate } from './client.ts'
import { away, type Link, tagOf, unknownAnswer } from './link.ts'

/** One message's part of a command: its keys, all on one node, and its arguments. */
export interface Question {
  readonly names: readonly string[]
  readonly args: readonly (string | number)[]
}

/** Resolves to one answer for each question, in the same order. A question whose answer is an Error rejects. */
type Command = (redis: Client, questions: readonly Question[]) => Promise<readonly unknown[]>

interface Asked {
  readonly question: Question
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: unknown) => void
}

/** A command may take Redis a millisecond or two, because others wait for it. */
const MAX_QUESTIONS = 64
/** About the length of the longest text that is kept: 64 pages. */
const MAX_CHARACTERS = 128 * 1024

interface Round {
  readonly asked: Asked[]
  characters: number
}

/** The questions of one turn of the event loop become one command. Their order is kept. */
export function createRound(
  link: Link,
  command: Command,
): (question: Question) => Promise<unknown> {
  let rounds = new Map<string, Round>()

  const send = async (tag: string, name: string) => {
    const round = rounds.get(tag)
    // This round was full, and has been sent.
    if (round === undefined) return
    rounds.delete(tag)
    // An outgrown table of a Map keeps all later ones alive. A new Map breaks this chain (store/renewed-map.ts of core).
    if (rounds.size === 0) rounds = new Map()
    const questions = round.asked.map(({ question }) => question)
    try {
      const answers = await link.ask(name, (redis) => command(redis, questions))
      for (const [i, { resolve, reject }] of round.asked.entries()) {
        const answer = answers[i]
        if (answer instanceof Error) reject(away(answer.message))
        else resolve(answer)
      }
    } catch (error) {
      for (const { reject } of round.asked) reject(error)
    }
  }

  return (question) =>
    new Promise((resolve, reject) => {
      const [name = ''] = question.names
      // A key without a hash tag may be on any node.
      const tag = tagOf(name) || name
      const characters = charactersOf(question)
      const asked = { question, resolve, reject }
      const round = rounds.get(tag)
      if (round !== undefined && round.characters + characters <= MAX_CHARACTERS) {
        round.asked.push(asked)
        round.characters += characters
        if (round.asked.length === MAX_QUESTIONS) void send(tag, name)
        return
      }
      if (round !== undefined) void send(tag, name)
      rounds.set(tag, { asked: [asked], characters })
      // Messages of one turn ask in its microtasks. This callback runs after the microtasks.
      queueMicrotask(() => process.nextTick(send, tag, name))
    })
}

/** Only texts can be long. */
function charactersOf({ args }: Question): number {
  let characters = 0
  for (const arg of args) if (typeof arg === 'string') characters += arg.length
  return characters
}

/** The command of a script. The script returns a list with one answer for each question. */
export function ofScript(script: string): Command {
  return async (redis, questions) => {
    const names = questions.flatMap((question) => question.names)
    const args = questions.flatMap((question) => question.args)
    const answers = await evaluate(redis, script, names, args)
    if (Array.isArray(answers)) return answers
    throw unknownAnswer(answers)
  }
}
