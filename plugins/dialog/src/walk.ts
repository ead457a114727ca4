/** One step of a dialog: what a message makes of it, and what is said. Values only: nothing is written or sent here. */
import { fold, type Message } from '@wechatbot/core'
import { readMessage } from './answers.ts'
import type { Question, Script } from './script.ts'
import type { Open, Said } from './state.ts'
import type { AnyAnswers } from './types.ts'

/**
 * `asks`: goes on with a question. `ends`: is left, with what is said. `completes`: all is answered, and `done` is to run.
 */
export type Move =
  | { readonly type: 'asks'; readonly open: Open; readonly said: Said }
  | { readonly type: 'ends'; readonly said: Said }
  | { readonly type: 'completes'; readonly answers: AnyAnswers }

const BACK = '上一步'
const MAX_WRONG = 3
const CHANGED = '问题有改动，请从这里接着回答。'
const FIRST = '这是第一个问题。'

/** @param answers what is known already */
export function begin(script: Script, answers: AnyAnswers, message: Message): Promise<Move> {
  const open: Open = {
    dialog: script.name,
    marks: [],
    answers: { ...answers },
    asked: [],
    at: '',
    wrong: 0,
    since: message.CreateTime,
  }
  return goOn(script, open, 0, message)
}

/** A message that is no event, while the dialog is open. */
export async function take(script: Script, before: Open, message: Message): Promise<Move> {
  const open: Open = { ...before, since: message.CreateTime }
  const written = writtenIn(message)
  if (written !== undefined && script.isCancel(written)) return leave(script, open, message)
  const changed = firstChanged(script, open)
  if (changed !== undefined) return askAnew(script, open, changed, message)
  if (written !== undefined && fold(written) === BACK) return goBack(script, open, message)
  const index = script.questions.findIndex(({ name }) => name === open.at)
  const question = script.questions[index] as Question
  const reading = await readMessage(message, question.kinds, question.reader)
  if ('value' in reading) {
    const answers = { ...open.answers, [question.name]: reading.value }
    const asked = [...open.asked, question.name]
    return goOn(script, { ...open, answers, asked, wrong: 0 }, index + 1, message)
  }
  // A user who sends the word again has lost the thread.
  if (script.starts(message)) return ask(script, open, question, message)
  const wrong = open.wrong + 1
  if (wrong >= MAX_WRONG) return leave(script, open, message)
  const retry = await (question.retry?.(open.answers, script.yearOf(message)) ?? reading.misfit)
  return ask(script, { ...open, wrong }, question, message, retry)
}

/** A click on what started it: the question again. */
export function repeat(script: Script, open: Open, message: Message): Promise<Move> {
  const changed = firstChanged(script, open)
  if (changed !== undefined) return askAnew(script, open, changed, message)
  const question = script.questions.find(({ name }) => name === open.at) as Question
  return ask(script, { ...open, since: message.CreateTime }, question, message)
}

/** Asks the first question from `from` on that is to be asked and has no answer. */
async function goOn(
  script: Script,
  open: Open,
  from: number,
  message: Message,
  before?: string,
): Promise<Move> {
  const { questions } = script
  const question = questions.slice(from).find(({ name, isAsked }) => {
    return !Object.hasOwn(open.answers, name) && isAsked(open.answers)
  })
  if (question === undefined) return { type: 'completes', answers: open.answers }
  // Up to this question nothing has changed; what comes behind it is asked as it is by then.
  const marks = questions.map(({ mark }) => mark)
  return ask(script, { ...open, marks, at: question.name, wrong: 0 }, question, message, before)
}

async function ask(
  script: Script,
  open: Open,
  question: Question,
  message: Message,
  before?: string,
): Promise<Move> {
  const asked = await question.ask(open.answers, script.yearOf(message))
  const head = before === undefined ? asked : `${before}\n${asked}`
  const { choices, hasButtons } = question
  const text = withChoices(head, choices)
  const said: Said = hasButtons
    ? { menu: { head, choices, text } }
    : { reply: { type: 'text', content: text } }
  return { type: 'asks', open, said }
}

/** Numbered; not where the question names them all already. */
function withChoices(question: string, choices: readonly string[]): string {
  if (choices.length === 0 || choices.every((choice) => question.includes(choice))) return question
  return [question, ...choices.map((choice, i) => `${i + 1}. ${choice}`)].join('\n')
}

/** The question before the present one, whose answer is forgotten. */
function goBack(script: Script, open: Open, message: Message): Promise<Move> {
  const name = open.asked.at(-1) ?? open.at
  const { [name]: _, ...answers } = open.answers
  const question = (script.questions.find((it) => it.name === name) ??
    script.questions[0]) as Question
  const before = open.asked.length === 0 ? FIRST : undefined
  const asked = open.asked.slice(0, -1)
  return ask(
    script,
    { ...open, answers, asked, at: question.name, wrong: 0 },
    question,
    message,
    before,
  )
}

function leave(script: Script, { answers }: Open, message: Message): Move {
  const content = script.cancelled(answers, script.yearOf(message))
  return { type: 'ends', said: { reply: { type: 'text', content } } }
}

/** The first step that is not as it was when the dialog was begun; undefined where none of those up to the present one is. */
function firstChanged({ questions }: Script, { marks, at }: Open): number | undefined {
  const index = questions.findIndex(({ mark }, i) => mark !== marks[i])
  const present = questions.findIndex(({ name }) => name === at)
  if (index === -1) return present === -1 ? questions.length : undefined
  return present === -1 || index <= present ? index : undefined
}

/** What was answered before the first change stays. */
function askAnew(script: Script, open: Open, changed: number, message: Message): Promise<Move> {
  const kept = new Set(script.questions.slice(0, changed).map(({ name }) => name))
  const answers = Object.entries(open.answers).filter(([name]) => kept.has(name))
  const anew: Open = {
    ...open,
    answers: Object.fromEntries(answers),
    asked: open.asked.filter((name) => kept.has(name)),
  }
  return goOn(script, anew, 0, message, CHANGED)
}

/** What may be a word to the dialog: written, or spoken and understood. */
function writtenIn(message: Message): string | undefined {
  if (message.kind === 'voice') return message.Recognition
  return message.kind === 'text' ? message.Content : undefined
}
