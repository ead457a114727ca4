import { dialog, type Step } from '@wechatbot/plugin-dialog'
import { expect } from 'chai'
import * as z from 'zod'
import { createTalk, type Talk } from './talk.js'

describe('an answer', () => {
  let talk: Talk
  let answers: unknown

  /** A dialog of this step alone. */
  const ask = async (step: Omit<Step, 'name' | 'ask'>) => {
    const steps: readonly Step[] = [{ name: 'it', ask: '？', ...step }]
    const done = (_ctx: unknown, all: object) => {
      answers = (all as { it: unknown }).it
      return '好'
    }
    const wechat = await talk.start({
      plugins: [dialog({ name: 'one', start: '开始', steps, done })],
    })
    const user = wechat.user('oA')
    await user.says('开始').shouldReply()
    return user
  }
  beforeEach(() => {
    talk = createTalk()
    answers = undefined
  })
  afterEach(() => talk.close())

  const isTaken = (
    what: string,
    step: Omit<Step, 'name' | 'ask'>,
    written: string,
    value: unknown,
  ) =>
    it(`of ${what} may be ${written}`, async () => {
      const user = await ask(step)
      await user.says(written).shouldReply('好')
      expect(answers).to.deep.equal(value)
    })
  const isRefused = (what: string, step: Omit<Step, 'name' | 'ask'>, written: string) =>
    it(`of ${what} is not ${written}`, async () => {
      const user = await ask(step)
      await user.says(written).shouldReply(/？/)
      expect(answers).to.equal(undefined)
    })

  isTaken('type text', {}, '  你好 ', '你好')
  for (const [written, value] of [
    ['4', 4],
    ['１２', 12],
    ['四', 4],
    ['两位', 2],
    ['二十', 20],
    ['十二个人', 12],
    ['4。', 4],
  ] as const) {
    isTaken('type integer', { type: 'integer', min: 1, max: 20 }, written, value)
  }
  for (const written of ['0', '21', '4.5', '很多', '99999999999999999999']) {
    isRefused('type integer', { type: 'integer', min: 1, max: 20 }, written)
  }
  for (const written of [
    '13800138000',
    '１３８００１３８０００',
    '138 0013 8000',
    '+86 13800138000',
    '8613800138000',
    '138-0013-8000',
  ]) {
    isTaken('type phone', { type: 'phone' }, written, '13800138000')
  }
  for (const written of ['12800138000', '1380013800', '010-12345678']) {
    isRefused('type phone', { type: 'phone' }, written)
  }
  const seats = { type: 'choice', choices: ['大厅', 'VIP'] } as const
  for (const [written, value] of [
    ['大厅', '大厅'],
    ['大厅。', '大厅'],
    ['ｖｉｐ', 'VIP'],
    ['2', 'VIP'],
    ['１', '大厅'],
    ['二', 'VIP'],
  ] as const) {
    isTaken('type choice', seats, written, value)
  }
  for (const written of ['3', '0', '门口']) isRefused('type choice', seats, written)

  const even = z.coerce.number().refine((it) => it % 2 === 0, '要双数')
  isTaken('a schema', { schema: even }, '4', 4)
  it('of a schema that refuses it is answered with what the schema says', async () => {
    const user = await ask({ schema: even })
    await user.says('5').shouldReply('要双数\n？')
  })

  it('may be a voice message, by what WeChat understood', async () => {
    const user = await ask({ type: 'integer', kinds: ['voice'] })
    await user.sends('voice', { Recognition: '' }).shouldReply(/^请回复一个整数/)
    await user.sends('voice', { Recognition: '四位。' }).shouldReply('好')
    expect(answers).to.equal(4)
  })

  it('may be a picture or a place, and only that without a type', async () => {
    const user = await ask({ kinds: ['image', 'location'] })
    await user.says('在路上').shouldReply('请用图片或位置回复\n？')
    await user.sends('voice', { Recognition: '在路上' }).shouldReply(/^请用图片或位置回复/)
    await user
      .sends('location', { Location_X: '22.5', Location_Y: '114', Scale: '16', Label: '福中路' })
      .shouldReply('好')
    expect(answers).to.deep.equal({ Location_X: 22.5, Location_Y: 114, Scale: 16, Label: '福中路' })
  })

  it('may be a text besides a picture where the step has a type', async () => {
    const user = await ask({ type: 'text', kinds: ['image'] })
    await user.says('没有照片').shouldReply('好')
    await user.says('开始')
    await user.sends('image', { MediaId: 'm', PicUrl: 'http://p' }).shouldReply('好')
    expect(answers).to.deep.equal({ MediaId: 'm', PicUrl: 'http://p' })
  })
})
