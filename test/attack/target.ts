/** A bot under attack, and what WeChat (and only WeChat) can send it. */
import {
  type AccountSecrets,
  createPush,
  type Delivery,
  deliver,
  openReply,
  type PushOptions,
  type SignedPush,
  type SignOptions,
  signCiphertext,
  signPush,
  signQuery,
} from '@wechatbot/simulator'
import { buildXml, decodeKey, encrypt, parseXml, type XmlInput } from 'wechatbot'
import type { Label } from './case.js'
import type { Server } from './server.js'
import { type Answer, bytesOf, exchange, type Request } from './wire.js'

export type Query = Readonly<Record<string, string>> | string

/** How a case may change a push that is otherwise as it should be. */
export type Forgery = Partial<SignOptions>

export class Target {
  /** A bot of the same mode whose log has not said anything yet: for one case each. */
  readonly quiet: Target
  readonly label: Label
  readonly server: Server
  readonly path: string
  readonly secrets: AccountSecrets & { readonly token: string }

  constructor(
    label: Label,
    server: Server,
    path: string,
    secrets: AccountSecrets & { readonly token: string },
    quiet?: Target,
  ) {
    this.label = label
    this.server = server
    this.path = path
    this.secrets = secrets
    this.quiet = quiet ?? this
  }

  get isSealed(): boolean {
    return this.secrets.mode !== 'plain'
  }

  /** The status of a proven push that is no message: what fails in an envelope stays unsaid. */
  get malformed(): number {
    return this.isSealed ? 403 : 400
  }

  /** An event of the user's; handlers see its key as they see the content of a text. */
  event(EventKey: string, options: Partial<PushOptions> = {}): string {
    return createPush({ kind: 'event:CLICK', ...options, fields: { EventKey, ...options.fields } })
  }

  text(Content: string, options: Partial<PushOptions> = {}): string {
    return createPush({ kind: 'text', ...options, fields: { Content, ...options.fields } })
  }

  /** A query as WeChat signs it, for a body of any kind. */
  query(forgery: Forgery = {}): Readonly<Record<string, string>> {
    return this.#remember(signQuery({ ...this.secrets, ...forgery }))
  }

  sign(xml: string, forgery: Forgery = {}): SignedPush {
    const push = signPush(xml, { ...this.secrets, ...forgery })
    this.#remember(push.query)
    return push
  }

  /** As {@link sign}, for what is no document: signed and sealed without a look at it. */
  signText(text: string): SignedPush {
    if (!this.isSealed) return { query: this.query(), body: text }
    const { encodingAESKey = '', appId = '' } = this.secrets
    return this.envelope(encrypt(decodeKey(encodingAESKey), text, appId))
  }

  /** An envelope with any ciphertext, rightly signed; `fields` beside it. */
  envelope(Encrypt: string, fields: XmlInput = {}): SignedPush {
    const query = this.#remember(signCiphertext(Encrypt, this.secrets))
    return { query, body: buildXml({ ToUserName: 'gh_0123456789ab', ...fields, Encrypt }) }
  }

  async post(
    { query, body }: { readonly query: Query; readonly body: string | Uint8Array },
    options: Omit<Partial<Request>, 'body'> & { readonly path?: string } = {},
  ): Promise<Answer> {
    const { path = this.path, ...rest } = options
    return this.send(bytesOf({ target: `${path}?${textOf(query)}`, body, ...rest }))
  }

  get(query: Query, headers: Request['headers'] = {}): Promise<Answer> {
    return this.send(bytesOf({ method: 'GET', target: `${this.path}?${textOf(query)}`, headers }))
  }

  async send(...args: Parameters<typeof exchange> extends [number, ...infer R] ? R : never) {
    const answer = await exchange(this.server.port, ...args)
    this.server.answers.push(answer.bytes)
    return answer
  }

  /** A good push and its reply, opened. */
  async deliver(xml: string, forgery: Forgery = {}): Promise<Delivery> {
    const delivery = await deliver(this.url, xml, { ...this.secrets, ...forgery })
    this.server.answers.push(delivery.body)
    return delivery
  }

  /** What the bot replies to a text. */
  async ask(Content: string): Promise<string> {
    const { status, body, reply } = await this.deliver(this.text(Content))
    return String(reply?.Content ?? `${status} ${body}`)
  }

  /** What an answer replies, or its status and body. */
  open({ status, body }: Answer): string {
    try {
      const fields = parseXml(body)
      const reply =
        fields.Encrypt === undefined ? fields : parseXml(openReply(fields, this.secrets) ?? '')
      return String(reply.Content)
    } catch {
      return `${status} ${body}`
    }
  }

  /** Its log up to now: it has come as far as a message that was sent last. */
  async log(): Promise<readonly Record<string, unknown>[]> {
    const marker = `log of ${this.path} until ${Math.random()}`
    await this.ask(marker)
    const { lines } = this.server
    while (!lines().some((line) => line.includes(marker))) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    return lines().map((line) => JSON.parse(line) as Record<string, unknown>)
  }

  /** What the {@link quiet} bot, whose log has said nothing yet, says of one code. */
  async loggedQuietly(code: string): Promise<readonly Record<string, unknown>[]> {
    const bot = this.quiet.path.slice(1)
    return (await this.quiet.log()).filter((line) => line.code === code && line.bot === bot)
  }

  /** How often a handler has run for a text, or for an event with that key. */
  async runsOf(Content: string): Promise<number> {
    const lines = await this.log()
    return lines.filter((line) => line.msg === 'handler ran' && line.Content === Content).length
  }

  get url(): string {
    return `http://127.0.0.1:${this.server.port}${this.path}`
  }

  #remember<Q extends Readonly<Record<string, string>>>(query: Q): Q {
    for (const name of ['signature', 'msg_signature']) {
      if (query[name] !== undefined) this.server.signatures.add(query[name])
    }
    return query
  }
}

export function textOf(query: Query): string {
  return typeof query === 'string' ? query : new URLSearchParams(query).toString()
}
