import { expect } from 'chai'
import { compose } from '#src/chain/compose.js'
import type { Context, Owner } from '#src/chain/context.js'
import { createRegistration } from '#src/chain/registry.js'
import type { Registrar } from '#src/chain/types.js'
import type { Values } from '#src/store/types.js'
import { failure, messageOf, textXml } from '../fixtures.ts'
import { recordingLogger } from '../recording-logger.ts'

const OWNER: Owner = { name: 'spec', log: recordingLogger(), store: {} as Values }

/** What the handlers that `setUp` registers reply to a message. */
async function replyTo(xml: string, setUp: (registrar: Registrar) => void): Promise<unknown> {
  const { segment, registrar } = createRegistration(OWNER, () => true)
  setUp(registrar)
  const message = messageOf(xml)
  const chain = compose(segment, { monotonic: () => 0 })
  const outcome = await chain(
    message,
    () => ({ message }) as Context,
    () => {},
  )
  if ('error' in outcome) throw outcome.error
  return outcome.reply.type === 'text' ? outcome.reply.content : undefined
}
const says = (Content: string) => textXml({ Content })

describe('hears', () => {
  it('matches all of the Content, white space at the ends of both aside', async () => {
    const setUp = ({ hears }: Registrar) => hears(' 你好 ', (_ctx, [first]) => `<${first}>`)
    expect(await replyTo(says(' 你好\n'), setUp)).to.equal('<你好>')
    for (const other of ['你好吗', 'x 你好', '你 好', '']) {
      expect(await replyTo(says(other), setUp), other).to.equal(undefined)
    }
  })

  it('hears a word however it is written', async () => {
    const setUp = ({ hears }: Registrar) => hears('ＶＩＰ', (_ctx, [first]) => `<${first}>`)
    for (const written of ['vip', 'VIP。', 'Ｖip！！', 'v\u200bip\u2063', 'VIP\ufe0f']) {
      expect(await replyTo(says(written), setUp), written).to.equal('<ＶＩＰ>')
    }
    expect(await replyTo(says('？'), ({ hears }) => hears('?', () => 'help'))).to.equal('help')
    expect(await replyTo(says('！'), ({ hears }) => hears('?', () => 'help'))).to.equal(undefined)
  })

  it('gives a RegExp the text as it was sent', async () => {
    const setUp = ({ hears }: Registrar) => hears(/^ＶＩＰ。$/, (_ctx, { input }) => input)
    expect(await replyTo(says('ＶＩＰ。'), setUp)).to.equal('ＶＩＰ。')
  })

  it('takes the characters of a string as they are', async () => {
    expect(await replyTo(says('axb'), ({ hears }) => hears('a.b', () => 'yes'))).to.equal(undefined)
    expect(await replyTo(says('a.b'), ({ hears }) => hears('a.b', () => 'yes'))).to.equal('yes')
  })

  it('searches a RegExp and passes on what it matched', async () => {
    const reply = await replyTo(says('今天天气 北京'), ({ hears }) => {
      hears(/天气 (?<city>.+)$/, (_ctx, match) => `${match.groups?.city} at ${match.index}`)
    })
    expect(reply).to.equal('北京 at 2')
  })

  it('keeps the flags of a RegExp but g and y', async () => {
    expect(await replyTo(says('ABC'), ({ hears }) => hears(/b/i, () => 'yes'))).to.equal('yes')
    expect(await replyTo(says('ABC'), ({ hears }) => hears(/b/iy, () => 'yes'))).to.equal('yes')
    expect(await replyTo(says('ABC'), ({ hears }) => hears(/b/y, () => 'yes'))).to.equal(undefined)
  })

  it('keeps no state in a RegExp from one message to the next', async () => {
    const trigger = /a/g
    trigger.lastIndex = 1
    const { segment, registrar } = createRegistration(OWNER, () => true)
    registrar.hears(trigger, () => 'yes')
    const [entry] = segment.handlers
    const message = messageOf(says('a'))
    const ask = () => entry?.ask(message, () => ({ message }) as Context)
    expect([ask(), ask(), ask()]).to.deep.equal(['yes', 'yes', 'yes'])
    expect(trigger.lastIndex).to.equal(1)
  })

  it('hears text messages only', async () => {
    const voice = textXml({ MsgType: 'voice', Content: 'a', Recognition: 'a' })
    expect(await replyTo(voice, ({ hears }) => hears(/.*/, () => 'yes'))).to.equal(undefined)
  })

  it('passes to the next handler by returning undefined', async () => {
    const reply = await replyTo(says('a'), ({ hears }) => {
      hears('a', () => undefined)
      hears(/a/, () => 'second')
    })
    expect(reply).to.equal('second')
  })

  it('refuses a trigger that is neither string nor RegExp', async () => {
    const { registrar } = createRegistration(OWNER, () => true)
    for (const trigger of [5, undefined, null, ['a']]) {
      await failure('BAD_FILTER', () => registrar.hears(trigger as never, () => 'a'))
    }
    expect(() => registrar.hears(['a', 'b'] as never, () => 'a')).to.throw(
      'hears: expected a string or a RegExp, got a list; call hears once for each, or write /^(a|b)$/',
    )
  })
})

describe('createRegistration', () => {
  it('refuses a handler that is no function, and says where', async () => {
    const { registrar, segment } = createRegistration(OWNER, () => true)
    const onError = await failure('BAD_FILTER', () => registrar.on('text', 'hi' as never))
    expect(onError.message).to.match(/^on: .*got string/)
    const hearsError = await failure('BAD_FILTER', () => registrar.hears('a', {} as never))
    expect(hearsError.message).to.match(/^hears: .*got object/)
    const useError = await failure('BAD_FILTER', () => registrar.use(undefined as never))
    expect(useError.message).to.match(/^use: .*got undefined/)
    const phaseError = await failure('BAD_FILTER', () =>
      registrar.use(() => {}, { phase: 'first' as never }),
    )
    expect(phaseError.message).to.match(/^use: expected phase .*gate, around, got "first"/)
    expect([...segment.handlers, ...segment.middleware]).to.deep.equal([])
  })

  it('refuses an unknown kind at registration', async () => {
    const { registrar } = createRegistration(OWNER, () => true)
    const error = await failure('BAD_FILTER', () => registrar.on('tetx' as never, () => 'a'))
    expect(error.message).to.contain('did you mean "text"?')
  })

  it('refuses everything once it is closed, with the name of who came late', async () => {
    let isOpen = true
    const { registrar } = createRegistration(OWNER, () => isOpen)
    registrar.on('text', () => 'a')
    isOpen = false
    const late = [
      () => registrar.on('text', () => 'a'),
      () => registrar.hears('a', () => 'a'),
      () => registrar.use(() => 'a'),
    ]
    for (const register of late) {
      const error = await failure('ALREADY_STARTED', register)
      expect(error.message).to.contain('"spec"')
    }
  })
})
