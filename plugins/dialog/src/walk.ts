/**
 * One step of a dialog: what follows from a message, and the text for the user. It only computes values: it writes
 * and sends nothing.
 */
import { fold, type Message } from '@wechatbot/core'
import { readMessage } from './answers.ts'
import type { Question, Script } from './script.ts'
import type { Open, Said } from './state.ts'
import type { AnyAnswers } from './types.ts'

/**
 * `asks` goes on with a question. `ends` leaves the dialog with a text. `completes` has all answers, and `done`
 * runs next.
 */
export type Move =
  | { readonly type: 'asks'; readonly open: Open; readonly said: Said }
  | { readonly type: 'ends'; readonly said: Said }
  | { readonly type: 'completes'; readonly answers: AnyAnswers }

const BACK = '上一步'
const MAX_WRONG = 3
const CHANGED = '问题有改动，请从这里接着回答。'
const FIRST = '这是第一个问题。'

/** @param answers the answers that are known already */
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

/** Handles a message, other than an event, while the dialog is open. */
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
  // A user who sends the starting word again needs the question again.
  if (script.starts(message)) return ask(script, open, question, message)
  const wrong = open.wrong + 1
  if (wrong >= MAX_WRONG) return leave(script, open, message)
  const retry = await (question.retry?.(open.answers, script.yearOf(message)) ?? reading.misfit)
  return ask(script, { ...open, wrong }, question, message, retry)
}

/** Handles a click on the button that started the dialog: the question is asked again. */
export function repeat(script: Script, open: Open, message: Message): Promise<Move> {
  const changed = firstChanged(script, open)
  if (changed !== undefined) return askAnew(script, open, changed, message)
  const question = script.questions.find(({ name }) => name === open.at) as Question
  return ask(script, { ...open, since: message.CreateTime }, question, message)
}

/** Asks the first question from `from` on that has no answer and whose `when` holds. */
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
  // Up to this question no step has changed. The questions behind it are asked in their present form.
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

/** The question with a numbered list of choices. Without the list where the question names all choices. */
function withChoices(question: string, choices: readonly string[]): string {
  if (choices.length === 0 || choices.every((choice) => question.includes(choice))) return question
  return [question, ...choices.map((choice, i) => `${i + 1}. ${choice}`)].join('\n')
}

/** Asks the question before the present one, and forgets its answer. */
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

/**
 * The first step that has changed since the dialog was begun. Undefined when no step up to the present one has
 * changed.
 */
function firstChanged({ questions }: Script, { marks, at }: Open): number | undefined {
  const index = questions.findIndex(({ mark }, i) => mark !== marks[i])
  const present = questions.findIndex(({ name }) => name === at)
  if (index === -1) return present === -1 ? questions.length : undefined
  return present === -1 || index <= present ? index : undefined
}

/** Asks from the first changed step on. The answers before it stay. */
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

/** The text of a message that may be a command to the dialog: written, or spoken and understood by WeChat. */
function writtenIn(message: Message): string | undefined {
  if (message.kind === 'voice') return message.Recognition
  return message.kind === 'text' ? message.Content : undefined
}
