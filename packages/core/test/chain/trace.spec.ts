import { expect } from 'chai'
import { compose } from '#src/chain/compose.js'
import type { Context, Owner } from '#src/chain/context.js'
import { wordsOf } from '#src/chain/describe.js'
import { createRegistration } from '#src/chain/registry.js'
import type { Trace } from '#src/chain/trace.js'
import type { Registrar } from '#src/chain/types.js'
import type { Values } from '#src/store/types.js'
import { messageOf, textXml } from '../fixtures.ts'
import { recordingLogger } from '../recording-logger.ts'

const MESSAGE = messageOf(textXml({ Content: '天气 北京' }))

const fail = () => {
  throw new Error('no')
}

/** Who was asked, as `plugin: how it was registered: what came of it`, in the order of their ends. */
async function told(setups: Record<string, (registrar: Registrar) => void>): Promise<string[]> {
  const segments = Object.entries(setups).map(([name, setUp]) => {
    const owner: Owner = { name, log: recordingLogger(), store: {} as Values }
    const { segment, registrar } = createRegistration(owner, () => true)
    setUp(registrar)
    return segment
  })
  const chain = compose(
    {
      middleware: segments.flatMap(({ middleware }) => middleware),
      handlers: segments.flatMap(({ handlers }) => handlers),
    },
    { monotonic: () => 0 },
  )
  const ended: string[] = []
  const trace: Trace = (owner, registered) => (how) =>
    ended.push(`${owner.name}: ${registered ? wordsOf(registered) : 'around'}: ${how}`)
  const contextFor = () => ({ message: MESSAGE }) as Context
  const heard = await chain(MESSAGE, contextFor, () => {}, trace)
  expect(heard).to.deep.equal(await chain(MESSAGE, contextFor, () => {}))
  return ended
}

describe('listening to the chain', () => {
  it('tells of every handler that the message was for, and of no other', async () => {
    const ended = await told({
      a: ({ on, hears }) => {
        on('image', () => 'image')
        hears('天气', () => 'exactly')
        hears(/^天气/, () => undefined)
        on(['text', 'voice'], async () => undefined)
        on(
          () => false,
          () => 'never',
        )
      },
      b: ({ on }) => on('message', () => 'b'),
      c: ({ on }) => on('*', () => 'not asked any more'),
    })
    expect(ended).to.deep.equal([
      'a: hears /^天气/: passed',
      'a: [text,voice]: passed',
      'b: message: answered',
    ])
  })

  it('tells of middleware when all that it is around has ended', async () => {
    const ended = await told({
      outer: ({ use }) => use((_ctx, next) => next()),
      inner: ({ use }) => use(async (_ctx, next) => `${await next()}!`),
      silent: ({ use }) => use(async (_ctx, next) => void (await next())),
      a: ({ on }) => on({ MsgType: 'text' }, () => 'a'),
    })
    expect(ended).to.deep.equal([
      'a: {MsgType:text}: answered',
      'silent: around: passed',
      'inner: around: answered',
      'outer: around: passed',
    ])
  })

  it('does not take middleware that wraps a growing reply for who answered', async () => {
    const [inner, outer] = [new ReadableStream<string>(), new ReadableStream<string>()]
    const ended = await told({
      outer: ({ use }) => use(async (_ctx, next) => ((await next()) === inner ? outer : 'no')),
      a: ({ on }) => on('text', () => inner),
    })
    expect(ended).to.deep.equal(['a: text: answered', 'outer: around: passed'])
  })

  it('tells of who failed, not of those who let it pass', async () => {
    const around = (registrar: Registrar) => registrar.use((_ctx, next) => next())
    expect(await told({ around, a: ({ on }) => on('text', fail) })).to.deep.equal([
      'a: text: failed',
      'around: around: passed',
    ])
    expect(await told({ around: ({ use }) => use(fail) })).to.deep.equal(['around: around: failed'])
    const mending = ({ use }: Registrar) => use((_ctx, next) => next().catch(() => 'sorry'))
    expect(await told({ mending, a: ({ on }) => on('text', async () => fail()) })).to.deep.equal([
      'a: text: failed',
      'mending: around: answered',
    ])
  })

  it('takes what is no reply for a failure', async () => {
    const reply = { type: 'sticker' } as unknown as string
    expect(await told({ a: ({ on }) => on('text', () => reply) })).to.deep.equal([
      'a: text: failed',
    ])
  })
})
