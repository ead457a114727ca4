/** Errors of a plugin for which nothing waits: of a timer, or of a promise that is not awaited. */
import { WechatBotError } from '@wechatbot/core'
import { expect } from 'chai'
import { Call, wechatbot } from './call.js'
import { Folder } from './folder.js'

/** The plugin `slow` tells the spec that it answers, and answers when the spec lets it. */
declare global {
  var strayAnswer: { readonly begun: () => void; readonly ended: Promise<void> } | undefined
}

describe('an error for which nothing waits', () => {
  let folder: Folder
  beforeEach(() => {
    folder = new Folder()
    folder.write('wechatbot.config.json', '{ "bots": [{ "token": "strayToken" }] }')
  })
  afterEach(() => {
    globalThis.strayAnswer = undefined
    folder.remove()
  })

  const late = () => {
    const error = new WechatBotError('ALREADY_STARTED', 'hears() in "tea" after the first push')
    error.stack = `${error.name}: ${error.message}\n    at setup (/bots/tea.ts:3:9)`
    return error
  }

  it('is said with the line of the plugin, in one command that does not serve', async () => {
    const call = new Call(['check'], { cwd: folder.path })
    call.stdin.end()
    expect(await call.ended).to.equal(0)
    expect(() => call.stray(late())).to.throw('exit(1)')
    expect(call.stderr).to.equal(
      'wechatbot: hears() in "tea" after the first push\n    at /bots/tea.ts:3:9\n',
    )
  })

  it('hides the secrets of the configuration', async () => {
    const call = new Call(['check'], { cwd: folder.path })
    call.stdin.end()
    await call.ended
    expect(() => call.stray(new WechatBotError('BAD_CALL', 'got strayToken'))).to.throw('exit(1)')
    expect(call.stderr).to.not.contain('strayToken')
  })

  it('is a line of the log where the bot serves, which finishes what it has begun', async () => {
    const call = new Call(['start', '--port', '0'], { cwd: folder.path })
    await call.heard.until('talk to it')
    call.stray(late())
    expect(await call.ended).to.equal(1)
    expect(call.stdout).to.contain('uncaught exception, stopping').and.contain('"stopped"')
    expect(call.stderr).to.not.contain('after the first push')
  })

  it('ends nothing that is in flight where the bot serves, also when it comes again and again', async () => {
    folder.write(
      'slow.mjs',
      `export default { name: 'slow', setup(scope) {
         scope.on('text', async () => {
           globalThis.strayAnswer.begun()
           await globalThis.strayAnswer.ended
           return 'slow, but here'
         })
       } }`,
    )
    const bots = [{ token: 'strayToken', plugins: ['./slow.mjs'] }]
    const server = { host: '127.0.0.1' }
    folder.write('wechatbot.config.json', JSON.stringify({ server, bots }))
    let letEnd = () => {}
    const ended = new Promise<void>((resolve) => {
      letEnd = resolve
    })
    const begun = new Promise<void>((resolve) => {
      globalThis.strayAnswer = { begun: resolve, ended }
    })
    const call = new Call(['start', '--port', '0'], { cwd: folder.path })
    await call.heard.until('talk to it')
    const origin = /on (http:\/\/[^/\s]+:\d+)/.exec(call.stdout)?.[1] ?? ''
    const sent = wechatbot(['send', 'text', '你好', '--url', origin], folder.path)
    await begun
    for (let i = 0; i < 3; i += 1) call.stray(late())
    letEnd()
    expect((await sent).stdout).to.contain('slow, but here')
    expect(await call.ended).to.equal(1)
    expect(call.stdout).to.contain('"stopped"')
  })
})
