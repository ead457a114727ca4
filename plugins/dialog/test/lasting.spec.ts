/** What survives: another instance, a message that runs again, a deployment, a done() that fails. */
import { type AnyPlugin, type ConfiguredPlugin, none } from '@wechatbot/core'
import { type DialogOptions, dialog, type Step } from '@wechatbot/plugin-dialog'
import { expect } from 'chai'
import { createTalk, type Talk, withoutTurns } from './talk.js'

const DATE: Step = { name: 'date', ask: '哪天？', type: 'date' }
const PEOPLE: Step = { name: 'people', ask: '几位？', type: 'integer' }
const NAME: Step = { name: 'name', ask: '贵姓？' }

describe('an open dialog', () => {
  let talk: Talk
  let done: string[]
  beforeEach(() => {
    talk = createTalk()
    done = []
  })
  afterEach(() => talk.close())

  const booking = (options: Partial<DialogOptions> = {}): ConfiguredPlugin =>
    dialog({
      name: 'booking',
      start: '订位',
      steps: [DATE, PEOPLE],
      done: (_ctx, answers) => {
        const { date, people } = answers as Readonly<Record<string, unknown>>
        done.push(`${date} ${people}`)
        return `已订 ${date} ${people} 位`
      },
      ...options,
    })
  const begin = async (plugin = booking(), options = {}) =>
    (await talk.start({ plugins: [plugin], errorText: '出错了', ...options })).user('oA')

  it('goes on at another instance, and after a restart', async () => {
    const one = await begin()
    const two = await begin()
    await one.says('订位').shouldReply('哪天？')
    await two.says('明天').shouldReply('几位？')
    await talk.close()
    const three = await begin()
    await three.says('4').shouldReply('已订 2026-11-28 4 位')
    expect(done).to.deep.equal(['2026-11-28 4'])
  })

  it('gives a message that runs again what it got before, and takes it once', async () => {
    const one = await begin()
    const two = await begin(booking(), { store: withoutTurns(talk) })
    await one.says('订位').shouldReply('哪天？')
    const fields = { Content: '明天', MsgId: '71' }
    await one.sends('text', fields).shouldReply('几位？')
    await two.sends('text', fields).shouldReply('几位？')
    const last = { Content: '4', MsgId: '72' }
    await two.sends('text', last).shouldReply('已订 2026-11-28 4 位')
    await one.sends('text', last).shouldReply('已订 2026-11-28 4 位')
    await one.sends('text', fields).shouldReply('几位？')
    expect(done).to.deep.equal(['2026-11-28 4'])
  })

  it('begins once for a message that runs again', async () => {
    const one = await begin()
    const two = await begin(booking(), { store: withoutTurns(talk) })
    const first = { Content: '订位', MsgId: '70' }
    await one.sends('text', first).shouldReply('哪天？')
    await one.says('明天').shouldReply('几位？')
    await two.sends('text', first).shouldReply('哪天？')
    await two.says('4').shouldReply('已订 2026-11-28 4 位')
  })

  it('runs done again for the message whose process vanished while it ran', async () => {
    let isDead = true
    const plugin = () =>
      booking({
        done: () => {
          done.push('run')
          return isDead ? new Promise<never>(() => {}) : '好了'
        },
      })
    const one = await begin(plugin())
    await one.says('订位')
    await one.says('明天')
    const last = { Content: '4', MsgId: '72' }
    await one.sends('text', last)
    isDead = false
    const two = await begin(plugin(), { store: withoutTurns(talk) })
    await two.says('5').shouldNotReply()
    await two.sends('text', last).shouldReply('好了')
    await two.sends('text', last).shouldReply('好了')
    expect(done).to.deep.equal(['run', 'run'])
  })

  it('keeps its last step when the process vanished in done and the message never comes again', async () => {
    const one = await begin(booking({ done: () => new Promise<never>(() => {}) }))
    await one.says('订位')
    await one.says('明天')
    await one.says('4')
    await talk.clock.advance(70_000)
    await (await begin()).says('5').shouldReply(/已订 2026-11-28 5 位$/)
  })

  it('keeps its last step when done throws', async () => {
    let fails = true
    const user = await begin(
      booking({
        done: () => {
          if (fails) throw new Error('the till is broken')
          return '好了'
        },
      }),
    )
    await user.says('订位')
    await user.says('明天')
    await user.says('4').shouldReply('出错了')
    fails = false
    await user.says('很多').shouldReply(/几位？$/)
    await user.says('5').shouldReply('好了')
    await user.says('5').shouldNotReply()
  })

  it('ends in silence where done says nothing', async () => {
    const silent = [undefined, () => undefined, () => none(), () => '']
    for (const [i, end] of silent.entries()) {
      const { done: _, ...rest } = booking().options as DialogOptions
      const plugin = dialog({ ...rest, ...(end === undefined ? {} : { done: end }) })
      const user = (await talk.start({ plugins: [plugin] })).user(`o${i}`)
      await user.says('订位').shouldReply('哪天？')
      await user.says('明天').shouldReply('几位？')
      await user.says('4').shouldNotReply()
      await user.says('4').shouldNotReply()
    }
  })

  it('takes the answers of two messages at once at two instances one after the other', async () => {
    const plugin = () =>
      booking({ steps: [NAME, { ...NAME, name: 'other' }], done: '{name} {other}' })
    const one = await begin(plugin())
    const two = await begin(plugin())
    await one.says('订位')
    const seen = await Promise.all([one.says('甲'), two.says('乙')])
    const texts = seen.map((it) => (it.type === 'reply' ? it.reply.Content : it.type))
    expect(texts).to.include('贵姓？')
    expect(texts.join()).to.match(/甲 乙|乙 甲/)
  })

  it('runs done once where two messages at once are the last answer at two instances', async () => {
    const one = await begin()
    const two = await begin()
    await one.says('订位')
    await one.says('明天')
    await Promise.all([one.says('4'), two.says('5')])
    expect(done).to.have.length(1)
  })

  describe('after a deployment of other steps', () => {
    const answered = async (steps: readonly Step[]) => {
      const before = await begin(booking({ steps: [DATE, PEOPLE, NAME], done: '{date} {people}' }))
      await before.says('订位')
      await before.says('明天')
      await before.says('4').shouldReply('贵姓？')
      return begin(booking({ steps, done: '{date} {people}' }))
    }
    const ANEW = '问题有改动，请从这里接着回答。\n'

    it('asks anew from the first that changed, with a word', async () => {
      const user = await answered([DATE, { ...PEOPLE, ask: '几位大人？' }, NAME])
      await user.says('王').shouldReply(`${ANEW}几位大人？`)
      await user.says('3').shouldReply('贵姓？')
      await user.says('王').shouldReply('11月28日（周六） 3')
    })

    it('asks a step that came in between', async () => {
      const user = await answered([DATE, { name: 'time', ask: '几点？' }, PEOPLE, NAME])
      await user.says('王').shouldReply(`${ANEW}几点？`)
      await user.says('七点').shouldReply('几位？')
    })

    it('goes on as ever where only later steps changed', async () => {
      const before = await begin(booking({ steps: [DATE, PEOPLE, NAME] }))
      await before.says('订位')
      const after = await begin(booking({ steps: [DATE, PEOPLE, { ...NAME, ask: '怎么称呼？' }] }))
      await after.says('明天').shouldReply('几位？')
      await after.says('4').shouldReply('怎么称呼？')
      await after.says('王').shouldReply('已订 2026-11-28 4 位')
    })

    it('ends where the steps that were left are gone', async () => {
      const user = await answered([DATE, PEOPLE])
      await user.says('王').shouldReply('11月28日（周六） 4')
    })

    it('is forgotten where the dialog is gone', async () => {
      await (await begin()).says('订位')
      const other: AnyPlugin = { name: 'other', setup: (scope) => scope.on('text', () => '别的') }
      const plugins = [dialog({ name: 'new', start: '新', steps: [NAME] }), other]
      await (await talk.start({ plugins })).user('oA').says('明天').shouldReply('别的')
    })
  })
})
