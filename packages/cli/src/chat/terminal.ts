/** A chat on a terminal, or through a pipe. */
import { clearLine, createInterface, cursorTo } from 'node:readline'
import { styleText } from 'node:util'
import type { Peer } from './peer.ts'
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
  for await (const input of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (!(await session.enter(input))) break
  }
  await session.end()
  return session.isWell() ? 0 : 1
}

function transcript(): Screen {
  return {
    said: (openid, text) => print(`${openid}> ${text}`),
    answered: (_openid, _seen, lines) => print(labelled('bot> ', lines)),
    late: ({ openid }, lines) => print(labelled(`bot to ${openid}> `, lines)),
    note: (text) => process.stderr.write(`${text}\n`),
  }
}

function jsonScreen(): Screen {
  const write = (record: object) => print(JSON.stringify(record))
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
  const colour = process.stdout.hasColors()
  const paint = (style: 'cyan' | 'dim' | 'yellow', text: string) =>
    colour ? styleText(style, text) : text
  const rl = createInterface({ input: process.stdin, output: process.stdout })
  const show = (text: string) => {
    cursorTo(process.stdout, 0)
    clearLine(process.stdout, 0)
    print(text)
    rl.prompt(true)
  }
  const session = createSession(peer, openid, {
    // The user has just typed it.
    said: () => {},
    answered: (_openid, _seen, lines) => show(labelled(paint('cyan', 'bot> '), lines)),
    late: (message, lines) => {
      const whom = message.openid === session.openid() ? '' : ` to ${message.openid}`
      show(labelled(paint('yellow', `bot${whom} (later)> `), lines))
    },
    note: (text) => show(paint('dim', text)),
  })
  const ask = () => rl.setPrompt(`${session.openid()}> `)

  print(paint('dim', `You talk to ${peer.name}. /help lists what you can do, /quit ends.`))
  ask()
  rl.prompt()
  return new Promise((resolve) => {
    const finish = () => {
      print('')
      resolve(0)
    }
    rl.once('close', finish)
    rl.on('line', (input) => {
      session
        .enter(input)
        .then((goesOn) => {
          if (!goesOn) return rl.close()
          ask()
          rl.prompt(true)
        })
        .catch((error: unknown) => show((error as Error).message))
      rl.prompt()
    })
  })
}

function labelled(label: string, lines: readonly string[]): string {
  const indent = ' '.repeat(5)
  return lines.map((line, i) => (i === 0 ? label : indent) + line).join('\n')
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
