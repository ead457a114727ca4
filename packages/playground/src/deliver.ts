/** Sends a message of a user as the page wants it, and keeps what comes of it. */
import { parseXml } from '@wechatbot/core'
import { openReply, type SignedPush } from '@wechatbot/simulator'
import type { Book } from './book.ts'
import type { FakeAccount } from './fake-accounts.ts'
import type { PageSeen, SendCommand } from './protocol.ts'

/** Three copies at the same time. */
const COPIES_AT = [0, 0, 0]

/** Sends one message and returns its id. `onReply` is called when its user gets a reply. */
export function deliver(
  book: Book,
  account: FakeAccount,
  command: SendCommand,
  onReply: () => void,
): string {
  const { wechat } = account
  const { openid, kind, fields = {}, isDuplicated, isForged } = command
  const id = book.reserve()
  let pushed = ''
  const exchange = wechat.user(openid).sends(kind, fields, {
    ...(isDuplicated ? { copiesAt: COPIES_AT } : {}),
    ...(isForged ? { tamper: forge } : {}),
    onPush: ({ body }) => {
      pushed = body
    },
    onAttempt: ({ number, at, ms, outcome, response }) =>
      book.attempt(id, { number, at, ms, outcome, ...response }),
  })
  const { xml } = exchange
  book.begin(account.bot.name, xml, true, id)
  if (pushed !== xml) book.change(id, { sealed: pushed })
  const startedAt = Date.now()
  void exchange.outcome.then(({ seen, attempts }) => {
    const body = attempts.map(({ response }) => response?.body ?? '').find((it) => it[0] === '<')
    const shown: PageSeen =
      seen.type === 'reply' ? { ...seen, xml: openedXml(body ?? '', account) } : seen
    book.change(id, { seen: shown, seenAt: Date.now() - startedAt })
    if (seen.type === 'reply') onReply()
  })
  return id
}

/** The reply, decrypted. */
function openedXml(body: string, { secrets }: FakeAccount): string {
  const fields = parseXml(body)
  return fields.Encrypt === undefined ? body : (openReply(fields, secrets) ?? body)
}

/** Signs the push as a sender without the token would: wrongly. */
function forge({ query, body }: SignedPush): SignedPush {
  const wrong = (name: string) => (query[name] === undefined ? {} : { [name]: '0'.repeat(40) })
  return { query: { ...query, ...wrong('signature'), ...wrong('msg_signature') }, body }
}
