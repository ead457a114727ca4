import { expect } from 'chai'
import { wechatbot } from './call.js'
import { Folder } from './folder.js'

describe('wechatbot', () => {
  it('prints its version', async () => {
    const { code, stdout } = await wechatbot(['--version'])
    expect(code).to.equal(0)
    expect(stdout).to.match(/^\d+\.\d+\.\d+\n$/)
  })

  it('takes --lang before a command and behind it', async () => {
    const { stdout } = await wechatbot(['check', '--help'])
    for (const args of [
      ['--lang', 'en', 'check', '--help'],
      ['check', '--lang=en', '--help'],
      ['help', 'check', '--lang', 'en'],
    ]) {
      expect(await wechatbot(args)).to.deep.include({ code: 0, stdout })
    }
    expect(stdout).to.contain('--lang LANG')
  })

  it('prints help for itself and for each command', async () => {
    const { code, stdout } = await wechatbot(['--help'])
    expect(code).to.equal(0)
    for (const command of ['start', 'check', 'chat', 'send']) {
      expect(stdout).to.contain(command)
      const help = await wechatbot([command, '--help'])
      expect(help.code).to.equal(0)
      expect(help.stdout).to.contain(`Usage: wechatbot ${command}`)
      expect((await wechatbot(['help', command])).stdout).to.equal(help.stdout)
    }
  })

  const WRONG: readonly (readonly [string[], string])[] = [
    [[], ''],
    [['sned'], 'did you mean send?'],
    [['start', '--prot', '1'], 'did you mean --port?'],
    [['start', '--port', 'x'], 'expected a number from 0 to 65535'],
    [['start', 'now'], 'takes no values'],
    [['chat', '你好'], 'wechatbot send text 你好'],
    [['chat', '--in-proces'], 'did you mean --in-process?'],
    [['chat', '--in-process', '--url', 'http://127.0.0.1'], 'choose one'],
    [['chat', '--in-process', '--log', 'eror'], 'did you mean error?'],
    [['chat', '--log', 'warn'], '--log is for --in-process'],
    [['send'], 'send needs a kind'],
    [['send', 'txet'], 'did you mean text?'],
    [['send', 'txet', '你好'], 'did you mean text?'],
    [['send', 'event:CLIK', 'KEY'], 'did you mean event:CLICK?'],
    [['send', '你好'], '"你好" is no kind of message; did you mean: wechatbot send text 你好\n'],
    [['send', '你好', '吗'], 'wechatbot send text 你好 吗\n'],
    [['send', '你好', '--set', 'Foo=1'], 'wechatbot send text 你好\n'],
    [['send', '你好$(id)'], "wechatbot send text '你好$(id)'\n"],
    [['send', 'hello', 'there'], 'wechatbot send text hello there; a MsgType'],
    [['send', 'hologram'], 'needs --set Field=value'],
    [['send', 'event:'], '"event:" is no kind of message'],
    [['send', 'event:CLICK', 'a', 'b'], 'event:CLICK takes EventKey'],
    [
      ['send', 'location', 'abc', 'def'],
      'expected a number from -90 to 90 for Location_X, got "abc"',
    ],
    [['send', 'location', '22.54', 'def'], 'for Location_Y, got "def"'],
    [['send', 'location', '114.06', '22.54'], 'latitude comes first'],
    [['send', 'location', '22.54', '114.06', '家', 'near'], 'for Scale, got "near"'],
    [['send', 'event:LOCATION', '91', '0'], 'from -90 to 90 for Latitude'],
    [['send', 'text', 'x', '--port', 'http'], 'expected a number from 0 to 65535'],
    [['send', 'text', 'x', '--port', '1', '--url', 'http://127.0.0.1'], 'no --port'],
    [['chat', '--in-process', '--port', '3000'], 'choose one'],
    [['send', 'text', 'x', '--set', 'Content'], 'expected Field=value'],
    [['--lang', 'fr', 'check'], '--lang: expected one of en, zh, got "fr"'],
    [['check', '--lang=zh_CN'], '--lang: expected one of en, zh, got "zh_CN"'],
    [['check', '--lang'], '--lang needs a value'],
    [['check', '--lan', 'zh'], 'did you mean --lang?'],
  ]
  for (const [args, expected] of WRONG) {
    it(`exits 2 for: ${['wechatbot', ...args].join(' ')}`, async () => {
      const { code, stderr } = await wechatbot(args)
      expect(code).to.equal(2)
      expect(stderr).to.contain(expected)
      if (args.length > 0) expect(stderr).to.contain('--help')
    })
  }

  for (const words of [
    ['hologram', '--set', 'Foo=1'],
    ['txet', '--set', 'Foo=1'],
    ['hologram', '--xml'],
    ['event:hologram'],
  ]) {
    it(`takes a kind that the table lacks: wechatbot send ${words.join(' ')}`, async () => {
      // It goes as far as to a bot that is not there.
      const { code, stderr } = await wechatbot(['send', ...words, '--url', 'http://127.0.0.1:9'])
      expect(code).to.equal(1)
      expect(stderr).to.contain('nothing answers')
    })
  }

  it('sends to the port that is named, and any place where --set says so', async () => {
    for (const words of [
      ['location', '-22.54', '114.06'],
      ['location', '--set', 'Location_X=abc'],
    ]) {
      const { code, stderr } = await wechatbot(['send', ...words, '--port', '9'])
      expect(code).to.equal(1)
      expect(stderr).to.contain('nothing answers at http://127.0.0.1:9')
    }
  })

  it('exits 1 for a failure, with a text that says what to do', async () => {
    const folder = new Folder()
    const config = folder.write(
      'c.json',
      '{ "server": { "port": 9 }, "bots": [{ "token": "abc" }] }',
    )
    const { code, stderr } = await wechatbot(['send', 'text', 'x', '--config', config])
    folder.remove()
    expect(code).to.equal(1)
    expect(stderr).to.contain('nothing answers').and.contain('wechatbot start')
  })
})
