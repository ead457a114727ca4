/** A chat on a terminal, or through a pipe. */
import { clearLine, createInterface, cursorTo } from 'node:readline'
import type { Invocation, Output } from '../invocation.ts'
import { clean, toJson } from '../terminal/clean.ts'
import { paint } from '../terminal/paint.ts'
import { words, wordsIn } from '../words/index.ts'
import { createConversation, type Screen } from './conversation.ts'
import type { Peer } from './peer.ts'

const { chat: say } = words

export interface ChatOptions {
  readonly openid: string
  /** Writes one JSON record a line instead of a transcript. */
  readonly isJson: boolean
}

/** Where a chat is read from and written to. */
type Streams = Pick<Invocation, 'stdin' | 'stdout' | 'stderr' | 'masker'>

/** Chats until the input ends. Resolves to the exit code. */
export async function chatOn(peer: Peer, options: ChatOptions, streams: Streams): Promise<number> {
  const isTerminal = streams.stdin.isTTY === true && streams.stdout.isTTY === true
  const run = isTerminal && !options.isJson ? onTerminal : throughPipe
  return run(peer, options, streams)
}

/** Sends one line after the other, so that the transcript keeps the order of the input. */
async function throughPipe(
  peer: Peer,
  { openid, isJson }: ChatOptions,
  streams: Streams,
): Promise<number> {
  const { stdin, stdout } = streams
  const conversation = createConversation(
    peer,
    openid,
    isJson ? jsonScreen(streams) : transcript(streams),
  )
  const rl = createInterface({ input: stdin, crlfDelay: Infinity })
  // The reader of the output wants no more, as `| head -1` does.
  stdout.on('error', () => rl.close())
  for await (const input of rl) {
    if (!(await conversation.enter(input)) || stdout.destroyed) break
  }
  await conversation.end()
  return conversation.isWell() ? 0 : 1
}

function transcript({ stdout, stderr }: Streams): Screen {
  const print = (text: string) => stdout.write(`${text}\n`)
  return {
    say,
    said: (openid, text) => print(clean(`${openid}> ${text}`)),
    answered: (_openid, _seen, lines) => print(labelled(`${say.bot}> `, lines)),
    late: ({ openid }, lines) => print(labelled(`${say.botTo(clean(openid))}> `, lines)),
    note: (text) => stderr.write(`${clean(text)}\n`),
  }
}

function jsonScreen({ stdout, stderr }: Streams): Screen {
  const write = (record: object) => stdout.write(`${toJson(record)}\n`)
  return {
    say: wordsIn('en').chat,
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
    note: (text) => stderr.write(`${clean(text)}\n`),
  }
}

/** The user may type while an answer is awaited. Messages that come are written above the prompt. */
async function onTerminal(
  peer: Peer,
  { openid }: ChatOptions,
  { stdin, stdout, stderr, masker }: Streams,
): Promise<number> {
  const rl = createInterface({ input: stdin, output: stdout })
  let isOpen = true
  // Nothing is written after the end: a prompt would open the input again.
  const show = (text: string, stream: Output = stdout) => {
    if (!isOpen) return
    cursorTo(stdout, 0)
    clearLine(stdout, 0)
    stream.write(`${text}\n`)
    rl.prompt(true)
  }
  const conversation = createConversation(peer, openid, {
    say,
    // Shows nothing: the user has just typed the line.
    said: () => {},
    answered: (to, _seen, lines) => show(labelled(paint(stdout, 'cyan', `${whom(to)}> `), lines)),
    late: (message, lines) =>
      show(labelled(paint(stdout, 'yellow', `${say.later(whom(message.openid))}> `), lines)),
    note: (text) => show(paint(stderr, 'dim', clean(text)), stderr),
  })
  const whom = (to: string) => (to === conversation.openid() ? say.bot : say.botTo(clean(to)))
  const ask = () => {
    rl.setPrompt(`${clean(conversation.openid())}> `)
    rl.prompt(true)
  }

  stdout.write(`${paint(stdout, 'dim', say.greeting(peer.name))}\n`)
  ask()
  return new Promise((resolve) => {
    // Ctrl-D, Ctrl-C and /quit.
    rl.once('close', () => {
      isOpen = false
      stdout.write('\n')
      resolve(0)
    })
    rl.on('line', (input) => {
      conversation
        .enter(input)
        .then((goesOn) => (goesOn ? isOpen && ask() : rl.close()))
        .catch((error: unknown) => show(clean(masker.mask((error as Error).message)), stderr))
      if (isOpen) rl.prompt()
    })
  })
}

function labelled(label: string, lines: readonly string[]): string {
  const indent = ' '.repeat(5)
  return lines.map((line, i) => (i === 0 ? label : indent) + line).join('\n')
}
