/** A real HTTP server on loopback. It streams and fails as providers do. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Clock, systemClock } from '@wechatbot/core'
import { chunk, event, type FakeAnswer, type FakeStep, isRefusal, usageChunk } from './answers.ts'
import { createReasoningRule, type SentMessage } from './reasoning.ts'

export interface FakeAiOptions {
  /** The clock of its waits. @default the machine's */
  readonly clock?: Clock
  /** The only key that is accepted; others are refused with 401. @default any key is accepted */
  readonly apiKey?: string
  /**
   * Whether an answer with reasoning must be sent back with it, else 400, as at DeepSeek since 2026-04. @default
   * false
   */
  readonly wantsReasoning?: boolean
  /** @default 0, which means any free port */
  readonly port?: number
}

/** A request as it was received. */
export interface FakeRequest {
  readonly headers: IncomingMessage['headers']
  readonly body: {
    readonly model: string
    readonly messages: readonly SentMessage[]
    readonly [name: string]: unknown
  }
}

export interface FakeAi {
  /** For the option `baseURL`. */
  readonly url: string
  /** Sets the answers of the next requests, one each, in this order. After them it repeats the user's text. */
  readonly answers: (...answers: readonly FakeAnswer[]) => void
  /** All requests so far, the oldest first. */
  readonly requests: readonly FakeRequest[]
  /** The number of streams that are being written. */
  readonly open: number
  readonly close: () => Promise<void>
}

/** The tokens of every answer. The numbers are constant, because nothing is counted here. */
const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }

export async function createFakeAi(options: FakeAiOptions = {}): Promise<FakeAi> {
  const { clock = systemClock, apiKey, wantsReasoning = false, port = 0 } = options
  const waiting: FakeAnswer[] = []
  const requests: FakeRequest[] = []
  const rule = createReasoningRule()
  let open = 0
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms))

  const stream = async (response: ServerResponse, steps: readonly FakeStep[]): Promise<void> => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    let finish = 'stop'
    const calls: { id: string; name: string; arguments: string }[] = []
    let [text, reasoning] = ['', '']
    for (const step of steps) {
      if (response.destroyed) return
      if (typeof step === 'string') {
        text += step
        response.write(chunk({ role: 'assistant', content: step }))
      } else if ('reasoning' in step) {
        reasoning += step.reasoning
        response.write(chunk({ role: 'assistant', reasoning_content: step.reasoning }))
      } else if ('tool' in step) {
        const call = { name: step.tool, arguments: step.arguments }
        const id = `call_${requests.length}_${calls.length}`
        const tool = { index: calls.length, id, type: 'function', function: call }
        calls.push({ id, ...call })
        finish = 'tool_calls'
        response.write(chunk({ role: 'assistant', tool_calls: [tool] }))
      } else if ('waitMs' in step) await wait(step.waitMs)
      else if ('error' in step) response.write(event({ error: step.error }))
      else if ('bytes' in step) response.write(step.bytes)
      else if (step.end === 'cut') return void response.destroy()
      else if (step.end === 'hang') return
      else if (step.end === 'no-finish') return void response.end()
      else if (step.end === 'no-done') return void response.end(chunk({}, finish))
      else finish = step.end
    }
    rule.sent({ text, reasoning, ids: calls.map(({ id }) => id) })
    response.end(chunk({}, finish) + usageChunk(USAGE) + event('[DONE]'))
  }

  const refuse = (
    response: ServerResponse,
    status: number,
    body?: string | object,
    headers = {},
  ) => {
    const isText = typeof body === 'string'
    const given = body ?? { error: { message: `refused with ${status}`, type: 'fake', code: null } }
    response.writeHead(status, {
      'content-type': isText ? 'text/html' : 'application/json',
      ...headers,
    })
    response.end(isText ? body : JSON.stringify(given))
  }

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    if (!request.url?.endsWith('/chat/completions') || body === undefined) {
      return refuse(response, 404)
    }
    requests.push({ headers: request.headers, body })
    if (apiKey !== undefined && request.headers.authorization !== `Bearer ${apiKey}`) {
      return refuse(response, 401)
    }
    const missing = wantsReasoning ? rule.missing(body.messages) : undefined
    if (missing !== undefined) return refuse(response, 400, { error: { message: missing } })
    const answer = waiting.shift() ?? repeated(body.messages)
    if (isRefusal(answer)) return refuse(response, answer.status, answer.body, answer.headers)
    open += 1
    response.on('close', () => {
      open -= 1
    })
    await stream(response, typeof answer === 'string' ? [answer] : answer)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    answers: (...answers) => void waiting.push(...answers),
    requests,
    get open() {
      return open
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function repeated(messages: readonly SentMessage[]): string {
  const last = messages.findLast(({ role }) => role === 'user')?.content
  const said = typeof last === 'string' ? last : JSON.stringify(last)
  return `你说的是「${said}」。`
}

async function bodyOf(request: IncomingMessage): Promise<FakeRequest['body'] | undefined> {
  let text = ''
  for await (const piece of request.setEncoding('utf8')) text += piece
  try {
    return JSON.parse(text) as FakeRequest['body']
  } catch {
    return undefined
  }
}
