/** A chat on a terminal, or through a pipe. */
import { clearLine, createInterface, cursorTo } from 'node:readline'
import { styleText } from 'node:util'
import type { Peer } from './peer.ts'
import { clean, toJsonLine } from './render.ts'
import { createSession, type Screen } from './session.ts'

export interface ChatOptions {
  readonly openid: string
  /** One record a line instead of a transcript. */
  readonly isJson: boolean
}

/** Runs until the input ends. Resolves to the exit code. */
export async function chatOn(peer: Peer, options: ChatOptions): Promise<number> {
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true
  return isTerminal && !options.isJson ? onTerminal(peer, options) : throughPipe(peer, options)
}

/** One line after the other, so that a transcript reads as it was written. */
async function throughPipe(peer: Peer, { openid, isJson }: ChatOptions): Promise<number> {
  const session = createSession(peer, openid, isJson ? jsonScreen() : transcript())
  const rl = createInterface({ input: process.stdin, crlfDelay: Infinity })
  // Whoever reads has read enough, as `| head -1` does.
  process.stdout.on('error', () => rl.close())
  for await (const input of rl) {
    if (!(await session.enter(input)) || process.stdout.destroyed) break
  }
  await session.end()
  return session.isWell() ? 0 : 1
}

function transcript(): Screen {
  return {
    said: (openid, text) => print(clean(`${openid}> ${text}`)),
    answered: (_openid, _seen, lines) => print(labelled('bot> ', lines)),
    late: ({ openid }, lines) => print(labelled(`bot to ${clean(openid)}> `, lines)),
    note: (text) => process.stderr.write(`${text}\n`),
  }
}

function jsonScreen(): Screen {
  const write = (record: object) => print(toJsonLine(record))
  return {
    said: (openid, text) => write({ type: 'said', openid, text }),
    answered: (openid, seen, lines) =>
      write({
        type: 'answered',
        openid,
        seen: seen.type,
        text: lines.join('\n'),
        reply: seen.type === 'reply' ? seen.reply : null,
      }),
    late: ({ openid, msgtype, content }, lines) =>
      write({ type: 'late', openid, msgtype, content, text: lines.join('\n') }),
    note: (text) => process.stderr.write(`${text}\n`),
  }
}

/** Input goes on while an answer is awaited; what comes is written above the prompt. */
async function onTerminal(peer: Peer, { openid }: ChatOptions): Promise<number> {
  const rl = createInterface({ input: process.stdin, output: process.stdout })
  let isOpen = true
  // Nothing is written after the end: a prompt would open the input again.
  const show = (text: string, stream: NodeJS.WriteStream = process.stdout) => {
    if (!isOpen) return
    cursorTo(process.stdout, 0)
    clearLine(process.stdout, 0)
    stream.write(`${text}\n`)
    rl.prompt(true)
  }
  const session = createSession(peer, openid, {
    // The user has just typed it.
    said: () => {},
    answered: (to, _seen, lines) => show(labelled(paint('cyan', `bot${whom(to)}> `), lines)),
    late: (message, lines) =>
      show(labelled(paint('yellow', `bot${whom(message.openid)} (later)> `), lines)),
    note: (text) => show(paint('dim', text, process.stderr), process.stderr),
  })
  const whom = (to: string) => (to === session.openid() ? '' : ` to ${clean(to)}`)
  const ask = () => {
    rl.setPrompt(`${clean(session.openid())}> `)
    rl.prompt(true)
  }

  print(paint('dim', `You talk to ${peer.name}. /help lists what you can do, /quit ends.`))
  ask()
  return new Promise((resolve) => {
    // Ctrl-D, Ctrl-C and /quit.
    rl.once('close', () => {
      isOpen = false
      print('')
      resolve(0)
    })
    rl.on('line', (input) => {
      session
        .enter(input)
        .then((goesOn) => (goesOn ? isOpen && ask() : rl.close()))
        .catch((error: unknown) => show((error as Error).message, process.stderr))
      if (isOpen) rl.prompt()
    })
  })
}

function paint(
  style: 'cyan' | 'dim' | 'yellow',
  text: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  // hasColors obeys NO_COLOR; a file has none.
  return stream.isTTY && stream.hasColors() ? styleText(style, text) : text
}

function labelled(label: string, lines: readonly string[]): string {
  const indent = ' '.repeat(5)
  return lines.map((line, i) => (i === 0 ? label : indent) + line).join('\n')
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
