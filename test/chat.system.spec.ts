/** `wechatbot chat` as a process: when it ends, and what does not end it. */
import { join } from 'node:path'
import { expect } from 'chai'
import { Folder } from '#cli-test/folder.js'
import { Program } from './running.js'

/** Node takes these pipes for a terminal: keys are read one by one, and a prompt is written. */
const TERMINAL = `data:text/javascript,${encodeURIComponent(
  `for (const name of ['stdin', 'stdout', 'stderr']) process[name].isTTY = true
   for (const name of ['stdout', 'stderr']) process[name].hasColors = () => false`,
)}`

/** Whoever waited for an answer that never comes would wait three times five seconds. */
const WAITING_MS = 10_000

const ODD = `export default { bots: [{ token: 'chat-token', plugins: [{ name: 'odd', setup(scope) {
  scope.hears('等', () => {
    setTimeout(() => process.stderr.write('still here'), ${WAITING_MS}).unref()
    return new Promise(() => {})
  })
  scope.hears('等一下', () => new Promise((done) => setTimeout(done, 400, '好').unref()))
  scope.hears('忘了', () => { Promise.reject(new Error('nobody waits for this')); return '没事' })
  scope.hears('记', () => '记了')
  scope.onClose(() => new Promise(() => {}))
  scope.hears('开着', () => { setInterval(() => {}, 1000); return '开了' })
} }] }] }`

describe('wechatbot chat', () => {
  let folder: Folder

  before(() => {
    folder = new Folder()
    folder.write('odd.mjs', ODD)
  })
  after(() => folder.remove())

  const begin = (node: readonly string[] = [], file = 'odd.mjs') =>
    new Program(['chat', '--in-process', '-c', join(folder.path, file), '--from', 'oA'], {
      node,
      hasInput: true,
    })
  const chat = async (input: string, file?: string) => {
    const program = begin([], file)
    program.child.stdin?.end(input)
    const code = await program.ended
    return { code, stdout: program.stdout, stderr: program.stderr }
  }

  it('lives on after what a plugin forgot, and ends whatever it leaves open', async () => {
    const { code, stdout, stderr } = await chat('忘了\n开着\n')
    expect(stdout).to.equal('oA> 忘了\nbot> 没事\noA> 开着\nbot> 开了\n')
    expect(stderr).to.contain('unhandled rejection').and.contain('nobody waits for this')
    expect(code).to.equal(0)
  })

  it('ends as any other after what a plugin forgot in the last message', async () => {
    folder.write('brief.mjs', ODD.replace(/scope\.onClose\(.*\)\n/, ''))
    const { code, stdout, stderr } = await chat('忘了\n', 'brief.mjs')
    expect(stdout).to.equal('oA> 忘了\nbot> 没事\n')
    expect(stderr).to.contain('unhandled rejection').and.contain('nobody waits for this')
    expect(code).to.equal(0)
  })

  it('waits for a handler that nothing else keeps the process for', async () => {
    const { code, stdout } = await chat('等一下\n')
    expect(stdout).to.equal('oA> 等一下\nbot> 好\n')
    expect(code).to.equal(0)
  })

  it('ends without a word when nobody reads any more', async () => {
    const { child, ended, heard } = begin()
    child.stdout?.once('data', () => child.stdout?.destroy())
    child.stdin?.end('记\n'.repeat(20))
    await ended
    expect(heard.text).not.to.contain('EPIPE')
  })

  for (const [name, key] of [
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ] as const) {
    it(`ends at ${name} with 0, though an answer is still awaited`, async () => {
      const program = begin(['--import', TERMINAL])
      const at = await program.heard.until('oA> ')
      program.child.stdin?.write('等\r')
      await program.heard.until('等', at)
      program.child.stdin?.write(key)
      expect(await program.ended).to.equal(0)
      expect(program.heard.text).not.to.contain('bot>').and.not.to.contain('still here')
    })
  }
})
