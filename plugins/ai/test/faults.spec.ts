/** What a provider does wrong, over real sockets: what the user reads, and what the one line of the log says. */
import type { FakeAnswer } from '@wechatbot/plugin-ai/fake'
import { expect } from 'chai'
import { failureOf } from '#src/failure.js'
import { KEY, type Talk, talk } from './talk.js'

const FALLBACK = '抱歉，我现在答不上来，请稍后再试。'
const HTML = '<html><body>502 Bad Gateway</body></html>'
const delta = (content: string) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`
const FINISH = `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`

interface Row {
  readonly what: string
  readonly answer: FakeAnswer
  readonly reads: string | RegExp
  /** In `status`, `reason` or `advice` of the line; nothing where the answer is whole. */
  readonly logs?: RegExp
}

const ROWS: readonly Row[] = [
  {
    what: 'refuses the key',
    answer: { status: 401, body: { error: { message: `Your api key: ${KEY} is invalid` } } },
    reads: FALLBACK,
    logs: /401.*DEEPSEEK_API_KEY.*platform\.deepseek\.com/,
  },
  {
    what: 'wants money',
    answer: { status: 402, body: { error: { message: 'Insufficient Balance' } } },
    reads: FALLBACK,
    logs: /402.*Insufficient Balance.*top up/,
  },
  {
    what: 'serves no such region',
    answer: { status: 403, body: { error: { message: 'Country not supported' } } },
    reads: FALLBACK,
    logs: /403.*Country not supported.*not from here/,
  },
  {
    what: 'knows no such model',
    answer: { status: 404, body: { error: { message: 'Model Not Exist' } } },
    reads: FALLBACK,
    logs: /404.*model and baseURL/,
  },
  {
    what: 'limits, and says for how long',
    answer: { status: 429, headers: { 'retry-after': '30' } },
    reads: FALLBACK,
    logs: /429.*too many requests for 30 s/,
  },
  {
    what: 'limits, and says until when',
    answer: { status: 429, headers: { 'retry-after': 'Fri, 27 Nov 2026 23:59:59 GMT' } },
    reads: FALLBACK,
    logs: /429.*too many requests until Fri, 27 Nov 2026 23:59:59 GMT: set/,
  },
  { what: 'limits', answer: { status: 429 }, reads: FALLBACK, logs: /429.*set limits/ },
  { what: 'fails', answer: { status: 500 }, reads: FALLBACK, logs: /500.*the provider fails/ },
  {
    what: 'is a gateway in HTML',
    answer: { status: 502, body: HTML },
    reads: FALLBACK,
    logs: /502.*the provider fails/,
  },
  {
    what: 'answers 200 with HTML',
    answer: { status: 200, body: HTML },
    reads: FALLBACK,
    logs: /nothing of OpenAI.*check baseURL/,
  },
  {
    what: 'cuts the connection in the middle',
    answer: ['我们有龙井。', { waitMs: 10 }, { end: 'cut' }],
    reads: '我们有龙井。…',
    logs: /the answer broke off: (terminated|.*socket)/,
  },
  {
    what: 'cuts the connection before the first word',
    answer: [{ waitMs: 10 }, { end: 'cut' }],
    reads: FALLBACK,
    logs: /other side closed.*not reachable/,
  },
  {
    what: 'closes without a finish_reason',
    answer: ['我们有龙井。', { end: 'no-finish' }],
    reads: '我们有龙井。…',
    logs: /ended/,
  },
  {
    what: 'closes with a finish_reason, and without [DONE]',
    answer: ['我们有龙井。', { end: 'no-done' }],
    reads: '我们有龙井。',
  },
  {
    what: 'writes malformed JSON',
    answer: ['我们有龙井。', { bytes: 'data: {"choices":[{"delta"\n\n' }, '普洱。'],
    reads: '我们有龙井。…',
    logs: /OpenAI/,
  },
  {
    what: 'writes an error into the stream',
    answer: ['我们有龙井。', { error: { message: 'server overloaded', type: 'server_error' } }],
    reads: '我们有龙井。…',
    logs: /server overloaded/,
  },
  {
    what: 'holds its answer back',
    answer: ['我们', { end: 'content_filter' }],
    reads: '我们…',
    logs: /holds this answer back/,
  },
  {
    what: 'thinks until the tokens end',
    answer: [{ reasoning: '他问的是茶' }, { end: 'length' }],
    reads: FALLBACK,
    logs: /the tokens ended before the answer began.*raise maxOutputTokens/,
  },
  { what: 'writes nothing', answer: [], reads: FALLBACK, logs: /empty/ },
  {
    what: 'answers 200 with nothing',
    answer: { status: 200, body: '' },
    reads: FALLBACK,
    logs: /check baseURL/,
  },
  {
    what: 'writes lines that end in CRLF, and no blank before [DONE]',
    answer: [
      { bytes: (delta('龙井。') + FINISH).replaceAll('\n', '\r\n') },
      { bytes: 'data:[DONE]\r\n\r\n' },
      { end: 'no-finish' },
    ],
    reads: '龙井。',
  },
  {
    what: 'cuts a character in two',
    answer: [
      { bytes: Buffer.from(delta('龙井。')).subarray(0, 41) },
      { waitMs: 10 },
      { bytes: Buffer.from(delta('龙井。')).subarray(41) },
      { bytes: FINISH },
      { end: 'no-finish' },
    ],
    reads: '龙井。',
  },
]

describe('ai, where the provider', () => {
  let open: Talk | undefined
  afterEach(async () => {
    await open?.close()
    open = undefined
  })

  for (const { what, answer, reads, logs } of ROWS) {
    it(`${what}: the user reads ${logs === undefined ? 'the answer' : reads}`, async () => {
      open = await talk()
      open.provider.answers(answer)
      expect(await open.says('有什么茶')).to.equal(reads)
      const failures = open.log.filter(({ msg }) => msg === 'no whole answer')
      expect(failures).to.have.length(logs === undefined ? 0 : 1)
      if (logs !== undefined) {
        const [{ status, reason, advice } = {}] = failures
        expect(`${status} ${reason} ${advice}`).to.match(logs)
      }
      expect(JSON.stringify(open.log)).not.to.contain(KEY)
      expect(open.provider.requests).to.have.length(1)
    })
  }

  it('says nothing for 40 s: the user reads the fallback when the time is over', async () => {
    open = await talk({ timeoutMs: 40_000 }, { bot: { late: ['mailbox'] } })
    open.provider.answers([{ end: 'hang' }])
    expect(await open.says('有什么茶')).to.match(/继续/)
    await open.clock.advance(40_000)
    expect(await open.says('继续')).to.equal(FALLBACK)
    expect(open.log.find(({ msg }) => msg === 'no whole answer')?.reason).to.match(/40000 ms/)
    expect(open.provider.open).to.equal(0)
  })

  it('writes nonsense and goes on: nobody listens any more', async () => {
    open = await talk()
    open.provider.answers(['龙井。', { bytes: 'data: {x\n\n' }, { end: 'hang' }])
    expect(await open.says('有什么茶')).to.equal('龙井。…')
    await open.clock.advance(100)
    expect(open.provider.open).to.equal(0)
  })

  it('breaks off with a long reason that has the key: the log gets a short one without it', () => {
    const cause = new Error(`${KEY} ${'<br>'.repeat(100)}`)
    const error = Object.assign(new Error('Failed to process the response'), {
      statusCode: 200,
      cause,
    })
    const { reason } = failureOf(error, { apiKey: KEY })
    expect(reason)
      .to.match(/^the answer broke off: \[redacted\] <br>/)
      .and.have.length.below(300)
  })

  it('is not there', async () => {
    open = await talk()
    await open.provider.close()
    expect(await open.says('有什么茶')).to.equal(FALLBACK)
    const line = open.log.find(({ msg }) => msg === 'no whole answer')
    expect(line).to.include({ reason: 'ECONNREFUSED' })
    expect(line?.advice).to.contain('baseURL')
  })

  it('is asked no longer when nobody can get the answer any more', async () => {
    open = await talk({}, { bot: { late: ['drop'] } })
    open.provider.answers(['龙井。', { end: 'hang' }])
    expect(await open.says('有什么茶')).to.equal('龙井。')
    await open.clock.advance(1000)
    expect(open.provider.open).to.equal(0)
  })

  it('writes a megabyte: its user reads pages of it, and no more is kept than a reply may have', async () => {
    open = await talk()
    const sentence = '龙井是绿茶，产在杭州。'
    open.provider.answers(Array.from({ length: 1000 }, () => sentence.repeat(33)))
    const read = await open.says('有什么茶')
    expect(read.startsWith(sentence)).to.equal(true)
    expect(Buffer.byteLength(read)).to.be.at.most(2048)
    expect(await open.says('继续')).to.contain(sentence)
  })

  it('fails: a turn without an answer is not remembered', async () => {
    open = await talk()
    open.provider.answers({ status: 500 })
    await open.says('第一问')
    await open.says('第二问')
    expect(open.provider.requests.at(-1)?.body.messages).to.deep.equal([
      { role: 'user', content: '第二问' },
    ])
  })
})
