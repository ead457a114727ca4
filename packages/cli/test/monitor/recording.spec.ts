import { readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createBot, createLogger, type Observe, parseXml } from '@wechatbot/core'
import { createPush, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createRedactor, readRecording, recordTo } from '#src/monitor/recording.js'
import { Folder } from '../folder.js'

describe('recordings', () => {
  let folder: Folder

  beforeEach(() => {
    folder = new Folder()
  })
  afterEach(() => folder.remove())

  const redacted = (kind: string, fields: Record<string, string>, from = 'oReal1') =>
    parseXml(createRedactor()(createPush({ kind, fields, from })))

  it('give each person one stand-in', () => {
    const redact = createRedactor()
    const users = ['oReal1', 'oReal2', 'oReal1'].map(
      (from) => parseXml(redact(createPush({ kind: 'text', from }))).FromUserName,
    )
    expect(users[0]).to.match(/^oRecordedUser\d{15}$/)
    expect(users[1]).not.to.equal(users[0])
    expect(users[2]).to.equal(users[0])
  })

  it('keep words, and take long numbers, media, tickets and exact places out', () => {
    expect(redacted('text', { Content: '电话 13800138000，三号桌' }).Content).to.equal(
      '电话 00000000000，三号桌',
    )
    expect(redacted('image', {})).to.include({ MediaId: 'redacted', PicUrl: 'redacted' })
    expect(redacted('event:SCAN', {}).Ticket).to.equal('redacted')
    const place = { Location_X: '22.543096', Location_Y: '114.057865', Label: '某小区 3 栋' }
    expect(redacted('location', place)).to.include({
      Location_X: '22.54',
      Location_Y: '114.06',
      Label: '',
    })
  })

  it('mask telephone numbers, mail addresses and ids, however they are written', () => {
    const said = (Content: string) => redacted('text', { Content }).Content
    expect(said('138 0013 8000')).to.equal('000 0000 0000')
    expect(said('138-0013-8000')).to.equal('000-0000-0000')
    expect(said('１３８００１３８０００')).to.equal('00000000000')
    expect(said('(0755) 8601-3388')).to.equal('(0000) 0000-0000')
    expect(said('我的邮箱 zhang.san+a@example.com.cn，谢谢')).to.equal('我的邮箱 redacted，谢谢')
    expect(said('加我 wxid_ab12cd34ef')).to.equal('加我 redacted')
    expect(said('o6_bmjrPTlm6_2sgVt7hMZOPfL2M')).to.equal('redacted')
    expect(said('https://shop.example/a?token=abc#x 好')).to.equal('https://shop.example/a 好')
    expect(said('明天 3 位，19:00')).to.equal('明天 3 位，19:00')
  })

  it('keep only fields that are known to be harmless', () => {
    const fields = { UnionId: 'u', SessionFrom: 'from', UserCardCode: '12', Foo: 'bar' }
    const ScanCodeInfo = { ScanType: 'qrcode', ScanResult: 'secret' }
    const xml = createPush({ kind: 'event:scancode_push', fields: { ...fields, ScanCodeInfo } })
    expect(parseXml(createRedactor()(xml))).to.deep.include({
      ...Object.fromEntries(Object.keys(fields).map((name) => [name, 'redacted'])),
      ScanCodeInfo: { ScanType: 'qrcode', ScanResult: 'redacted' },
    })
  })

  it('are for this user only, go through no link, and over no other file', async () => {
    const pushes = join(folder.path, 'pushes')
    const push = async (observe: Observe) => {
      const logger = createLogger({ level: 'silent' })
      const wechat = await simulate(createBot({ token: 'a-token', logger, observe }))
      await wechat.user('oReal1').says('一句')
      await wechat.close()
    }
    await push(recordTo(pushes))
    const first = join(pushes, '0001-text.xml')
    expect(statSync(first).mode & 0o777).to.equal(0o600)
    const before = readFileSync(first, 'utf8')

    await push(recordTo(pushes))
    expect(readFileSync(first, 'utf8')).to.equal(before)
    expect(readdirSync(pushes).sort()).to.deep.equal(['0001-text.xml', '0002-text.xml'])

    const target = folder.write('target', 'mine')
    const later = recordTo(pushes)
    symlinkSync(target, join(pushes, '0003-text.xml'))
    await push(later)
    expect(readFileSync(target, 'utf8')).to.equal('mine')
  })

  it('are written once per message, and can be sent as new ones', async () => {
    const observe = recordTo(join(folder.path, 'pushes'))
    const logger = createLogger({ level: 'silent' })
    const bot = createBot({ token: 'a-token', logger, observe })
    const wechat = await simulate(bot, { copiesAt: [0, 0] })
    await wechat.user('oReal1').says('第一句')
    await wechat.user('oReal1').clicks('KEY')
    await wechat.close()
    const files = readdirSync(join(folder.path, 'pushes')).sort()
    expect(files).to.deep.equal(['0001-text.xml', '0002-event-CLICK.xml'])
    const file = join(folder.path, 'pushes', files[0] ?? '')
    const before = parseXml(readFileSync(file, 'utf8'))
    const again = parseXml(readRecording(file, 1_900_000_000_000))
    expect(again).to.include({ Content: '第一句', CreateTime: '1900000000' })
    expect(again.MsgId).not.to.equal(before.MsgId)
    expect(again.MsgId).to.match(/^\d{17}$/)
  })

  it('say which file is no push', () => {
    const file = folder.write('x.xml', '<xml><a>1</a></xml>')
    expect(() => readRecording(file)).to.throw('x.xml has no MsgType')
    expect(() => readRecording(join(folder.path, 'gone.xml'))).to.throw('gone.xml is no push')
  })
})
